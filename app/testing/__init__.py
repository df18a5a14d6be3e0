"""What the tests share: their environment, a proxy that can be cut, a caller of the ASGI application."""
