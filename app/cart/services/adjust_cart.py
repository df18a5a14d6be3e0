"""Bring a cart in line with the shop, when the shopper asks for it."""

from cart.entries import Entry
from cart.selectors import summary_of
from cart.stores import Store


def adjust_cart(store: Store) -> None:
    """Remove what is not for sale, lower what is short to what is left, and agree to today's prices."""
    with store.editing() as entries:
        lines = {line.product.pk: line for line in summary_of(entries).lines}
        for product_id in list(entries):
            line = lines.get(product_id)
            if line is None or not line.obtainable:
                del entries[product_id]
            else:
                entries[product_id] = Entry(line.obtainable, line.unit_price)
