"""Orders: placed in one transaction, moved along by one table of transitions."""
