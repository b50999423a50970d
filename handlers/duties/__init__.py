"""Duties: what a seat owes each period. One kind of row for digests, papers and whatever else is owed by the day."""
