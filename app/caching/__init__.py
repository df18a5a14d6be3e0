"""The app's cache layers: resilient Redis clients, generations, page cache and purging of the edge."""
