"""The cards that the steps of a request tell people with."""

NEWS = "requests/news"
ASKED = "requests/asked"
