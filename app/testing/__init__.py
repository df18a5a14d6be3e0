"""What the tests share: their environment and a switchable proxy."""
