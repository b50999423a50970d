"""Routing: what a text is about, where it is, and whose it is."""
