"""Channels: one folder each. `base` says what a channel must be able to do."""
