"""Put pieces of a product into a cart."""

from cart.entries import Entry
from cart.limits import MAX_LINES, MAX_QUANTITY
from cart.services.errors import CartFull, NotForSale
from cart.stores import Store
from catalogue.models import Product, ProductStatus


def add_product(store: Store, *, product: Product, quantity: int) -> int:
    """Add to what is there, up to the limit a line has; returns the pieces of it that are now in the cart.

    Raises NotForSale, CartFull, and ValueError for less than one piece. Stock is not reserved: an order does that.
    """
    if quantity < 1:
        raise ValueError(f"{quantity} pieces cannot be added; set_quantity takes them away")
    if product.status != ProductStatus.ACTIVE:
        raise NotForSale(f"{product.name} is no longer for sale.")
    if product.stock < 1:
        raise NotForSale(f"{product.name} is sold out.")
    with store.editing() as entries:
        there = entries.get(product.pk)
        if there is None and len(entries) >= MAX_LINES:
            raise CartFull(f"A cart holds {MAX_LINES} different products. Please order these first, or remove some.")
        pieces = min(MAX_QUANTITY, quantity + (there.quantity if there else 0))
        entries[product.pk] = Entry(pieces, product.price)
    return pieces
