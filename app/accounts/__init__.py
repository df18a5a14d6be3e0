"""Who visits the shop: people with an account, and how they prove it."""
