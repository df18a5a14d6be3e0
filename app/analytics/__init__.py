"""Aggregates in the analytics database."""
