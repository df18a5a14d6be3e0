"""One noun a file."""

from cart.models.cart import Cart
from cart.models.item import CartItem

__all__ = ["Cart", "CartItem"]
