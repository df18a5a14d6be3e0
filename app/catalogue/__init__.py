"""The catalogue: categories and products, the pages that show them, and the cache in front of them."""
