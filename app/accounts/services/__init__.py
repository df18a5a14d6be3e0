"""What changes accounts: one change a file."""
