"""One noun a file."""

from wishlist.models.wish import Wish

__all__ = ["Wish"]
