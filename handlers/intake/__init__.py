"""The intake: free words, photos, places and forwarded messages become a draft, and a draft a wish or a request."""
