"""What the queues hold, how fast they are worked off, and how many workers that takes (Q6)."""
