"""The phases of `make up`."""
