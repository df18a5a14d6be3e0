"""What the pages read of a cart."""

from cart.entries import Entries
from cart.lines import Line, Summary
from cart.stores import Store
from catalogue.models import Product


def summary(store: Store) -> Summary:
    """The cart with today's prices and stock: a query for the products, and one for the rows of an account's cart."""
    return summary_of(store.entries())


def summary_of(entries: Entries) -> Summary:
    """The same for entries at hand. Products that were deleted have no line."""
    if not entries:
        return Summary(())
    products = Product.objects.in_bulk(entries)
    return Summary(tuple(Line(products[key], entry) for key, entry in entries.items() if key in products))
