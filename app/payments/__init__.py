"""Money: a small gateway interface, a sandbox behind it, and what the shop knows of every attempt."""
