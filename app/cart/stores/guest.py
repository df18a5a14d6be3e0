"""A visitor's cart: part of their session, which is made when the first product goes in and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.contrib.sessions.backends.base import SessionBase

from cart.entries import Entries, Entry

#: {"<product key>": [<pieces>, "<price seen>"]}: sessions are JSON, which has neither integer keys nor decimals
KEY = "cart"


class GuestStore:
    """The cart in this session."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session

    def entries(self) -> Entries:
        """No query. A request without a session cookie has an empty cart."""
        kept = self._session.get(KEY, {})
        return {int(key): Entry(int(pieces), Decimal(price)) for key, (pieces, price) in kept.items()}

    @contextmanager
    def editing(self) -> Iterator[Entries]:
        """A change marks the session to be saved; an emptied cart leaves no trace in it."""
        before = self.entries()
        after = dict(before)
        yield after
        if after == before:
            return
        if after:
            self._session[KEY] = {str(key): [entry.quantity, str(entry.price_seen)] for key, entry in after.items()}
        else:
            del self._session[KEY]
