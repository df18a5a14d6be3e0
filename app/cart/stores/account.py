"""An account's cart: rows, changed by one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from cart import count
from cart.entries import Entries, Entry
from cart.models import Cart, CartItem


class AccountStore:
    """The cart of the account with this key."""

    def __init__(self, user_id: int) -> None:
        self._user_id = user_id

    def entries(self) -> Entries:
        """One query."""
        return _entries(CartItem.objects.filter(cart__user_id=self._user_id))

    @contextmanager
    def editing(self) -> Iterator[Entries]:
        """Holds the cart's row until the transaction ends: a cart never changes while it becomes an order."""
        with transaction.atomic():
            cart = self._locked()
            before = _entries(cart.items.all())
            after = dict(before)
            yield after
            _write(cart, before, after)
            pieces = sum(entry.quantity for entry in after.values())
            transaction.on_commit(lambda: count.remember(self._user_id, pieces), robust=True)

    def _locked(self) -> Cart:
        locked = Cart.objects.select_for_update(no_key=True).filter(user_id=self._user_id)
        cart = locked.first()
        if cart is None:
            Cart.objects.get_or_create(user_id=self._user_id)
            cart = locked.get()
        return cart


def _entries(items) -> Entries:
    rows = items.order_by("pk").values_list("product_id", "quantity", "price_seen")
    return {product_id: Entry(quantity, price_seen) for product_id, quantity, price_seen in rows}


def _write(cart: Cart, before: Entries, after: Entries) -> None:
    if gone := before.keys() - after.keys():
        cart.items.filter(product_id__in=gone).delete()
    changed = [
        CartItem(cart=cart, product_id=product_id, quantity=entry.quantity, price_seen=entry.price_seen)
        for product_id, entry in after.items()
        if before.get(product_id) != entry
    ]
    if changed:
        CartItem.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["cart", "product"],
            update_fields=["quantity", "price_seen"],
        )
