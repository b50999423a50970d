"""Pictures of the running product for README and docs: `make pictures`."""
