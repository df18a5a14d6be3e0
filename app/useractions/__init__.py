"""What people do in the shop, counted in the analytics database."""
