"""Change or remove a line."""

from cart.entries import Entry
from cart.limits import MAX_QUANTITY
from cart.stores import Store


def set_quantity(store: Store, *, product_id: int, quantity: int) -> None:
    """So many pieces from now on, none removes the line. A product that is not in the cart is left out of it.

    Raises ValueError for a number outside 0 … MAX_QUANTITY.
    """
    if not 0 <= quantity <= MAX_QUANTITY:
        raise ValueError(f"{quantity} pieces: a line has 0 to {MAX_QUANTITY}")
    with store.editing() as entries:
        there = entries.get(product_id)
        if there is None:
            return
        if quantity:
            entries[product_id] = Entry(quantity, there.price_seen)
        else:
            del entries[product_id]
