"""What lists of products share, browsed or searched: selections, orders, keyset pages and facets."""
