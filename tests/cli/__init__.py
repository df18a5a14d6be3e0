"""The driver behind `make`."""
