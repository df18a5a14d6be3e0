"""Products from a CSV file: checked whole, then applied chunk by chunk, each row exactly once."""
