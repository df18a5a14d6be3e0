"""Defences shared by all parts: request forgery, rate limits, encrypted fields, uploads."""
