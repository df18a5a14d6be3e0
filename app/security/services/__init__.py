"""What changes stored data."""
