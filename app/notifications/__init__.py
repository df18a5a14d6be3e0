"""Mails and staff alerts, each delivered once and kept as a row."""
