"""Opaque names for places in a list: the sort value and key of a row, signed.

The signature is not for secrecy. It makes the addresses of pages that a cache would keep as many as there are rows, not
as many as somebody can think of, and spares the queries every check of what a value might be.
"""

import base64
import binascii
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from catalogue.listing.sorts import Sort

#: of HMAC-SHA256; guessing one of 2^72 is not how anybody would flood a cache
SIGNATURE_BYTES = 9
#: a time with microseconds and zone, a key of 19 digits and a signature stay far below it
MAX_CHARACTERS = 120


class BadCursor(ValueError):
    """Not a cursor this shop has given out for this order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between rows: just behind the row with this sort value and key."""

    value: Any
    key: int

    def token(self, sort: Sort) -> str:
        """The cursor as a query parameter's value."""
        payload = f"{self.value} {self.key}".encode()
        return _text(_sign(payload, sort, settings.SECRET_KEY) + payload)

    @classmethod
    def parse(cls, token: str, sort: Sort) -> "Cursor":
        """The cursor of a token.

        Raises BadCursor for anything `token` did not make for the same order.
        """
        if len(token) > MAX_CHARACTERS:
            raise BadCursor("the cursor is too long")
        try:
            signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadCursor("the cursor is not base64") from error
        if _text(signed) != token:
            # The last character of base64 has spare bits: another spelling of the same cursor, and another cache key.
            raise BadCursor("the cursor is not spelt as it was given out")
        signature, payload = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        if not any([compare_digest(signature, _sign(payload, sort, key)) for key in keys]):  # noqa: C419  (no early exit)
            raise BadCursor("the cursor's signature is wrong")
        value, _, key = payload.decode().rpartition(" ")
        return cls(sort.order.read(value), int(key))


def _text(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def _sign(payload: bytes, sort: Sort, secret: str) -> bytes:
    made = salted_hmac(f"catalogue.cursor.{sort}", payload, secret=secret, algorithm="sha256")
    return made.digest()[:SIGNATURE_BYTES]
