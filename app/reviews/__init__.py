"""What people say about products: written by them, moderated by staff, counted into the product's rating."""
