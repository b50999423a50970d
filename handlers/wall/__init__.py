"""The wall (公开墙): what waits, what was done and who said thanks in a community, for everybody and without a name."""
