"""Sync and async, measured in pairs (W1)."""
