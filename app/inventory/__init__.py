"""Stock: what is low, and what the books say."""
