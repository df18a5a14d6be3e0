"""Finding products by words (S2)."""
