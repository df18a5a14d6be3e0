"""Add a visitor's cart to the account's."""

from django.contrib.sessions.backends.base import SessionBase

from cart.entries import Entry
from cart.limits import MAX_LINES, MAX_QUANTITY
from cart.stores import AccountStore, GuestStore
from catalogue.models import Product


def merge_guest_cart(*, session: SessionBase, user_id: int) -> None:
    """Empty the session's cart into the account's: quantities add up to the line's limit, lines to the cart's.

    The account's own lines come first where there is not room for all. Products that were deleted meanwhile are left.
    """
    with GuestStore(session).editing() as brought:
        if not brought:
            return
        known = set(Product.objects.filter(pk__in=brought).values_list("pk", flat=True))
        with AccountStore(user_id).editing() as entries:
            for product_id, entry in brought.items():
                there = entries.get(product_id)
                if product_id not in known or (there is None and len(entries) >= MAX_LINES):
                    continue
                pieces = min(MAX_QUANTITY, entry.quantity + (there.quantity if there else 0))
                entries[product_id] = Entry(pieces, entry.price_seen)
        brought.clear()
