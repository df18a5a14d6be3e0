"""Tell people what the monitors have found, by mail, Slack and Discord (M5)."""
