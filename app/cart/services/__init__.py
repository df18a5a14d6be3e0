"""One change a file. Each works on either kind of cart."""
