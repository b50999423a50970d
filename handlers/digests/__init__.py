"""Digests: what a secretary must know in a minute, as a card, a page and a paper to take along."""
