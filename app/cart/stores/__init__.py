"""Where a cart is kept: rows for an account, the session for everyone else. Both hold the same entries."""

from contextlib import AbstractContextManager
from typing import Protocol

from django.http import HttpRequest

from cart.entries import Entries
from cart.stores.account import AccountStore
from cart.stores.guest import GuestStore


class Store(Protocol):
    """Keeps one cart."""

    def entries(self) -> Entries:
        """What is in the cart."""
        ...

    def editing(self) -> AbstractContextManager[Entries]:
        """The entries to change; what differs at the end of the block is kept, and nothing is after an exception."""
        ...


def store_of(request: HttpRequest) -> Store:
    """The visitor's cart. Reading it makes no session."""
    if request.user.is_authenticated:
        return AccountStore(request.user.pk)
    return GuestStore(request.session)
