"""Exactly-once effects on top of at-least-once delivery: a receipt commits with the effect it belongs to."""
