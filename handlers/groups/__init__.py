"""Groups: what may be seen by everybody is shown where a community's members talk to each other anyway."""
