"""The web edge: the chat page, its pages beside it, sign-in, health."""
