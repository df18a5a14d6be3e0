"""What unapplied migrations would do to a shop that is open: which locks, for how long, and what old pods lose."""
