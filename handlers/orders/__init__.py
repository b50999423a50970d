"""Orders from outside: sheets of another desk's requests come in once, and answers go back under their numbers."""
