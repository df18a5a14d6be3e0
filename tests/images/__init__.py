"""The images: how they are named and built (unit), and what is in them (live: needs built images)."""
