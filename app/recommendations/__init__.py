"""What else a visitor may like: similar products, what is bought together, and a personal choice."""
