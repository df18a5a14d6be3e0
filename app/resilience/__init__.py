"""Keep one dead server from slowing every request."""
