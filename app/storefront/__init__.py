"""What every page of the shop shares: who is looking, and parts that pages are put together from."""
