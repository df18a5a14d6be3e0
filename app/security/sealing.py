"""Seal a text for one column, and open it again.

A sealed value is `e1.<key name>.<base64url of nonce and ciphertext>`: AES-256-GCM with a random 96-bit nonce (NIST SP
800-38D, which allows 2**32 values a key; rotate before). The column is bound in as associated data, so a value that is
moved to another column does not open there. A value of the same column in another row does: rows have no name before
they are inserted.
"""

import os
from base64 import b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from django.conf import settings

from security.keys import FieldKey, make_keys

VERSION = "e1"
NONCE_BYTES = 12


class CannotOpen(ValueError):
    """A stored value does not open: its key is not in the file any more, or the value was changed. Shows no value."""


def seal(text: str, column: str) -> str:
    """`text` under the newest key, for `column` only."""
    key = _keys()[0]
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + key.cipher.encrypt(nonce, text.encode(), column.encode())
    return f"{newest_prefix()}{urlsafe_b64encode(sealed).decode()}"


def unseal(stored: str, column: str) -> str:
    """The text that was sealed for `column`; raises CannotOpen."""
    version, _, rest = stored.partition(".")
    name, _, body = rest.partition(".")
    key = next((known for known in _keys() if known.name == name), None)
    if version != VERSION or key is None:
        what = "is not an encrypted value" if version != VERSION else f"was sealed with key {name[:8]}, which is gone"
        raise CannotOpen(
            f"a value of {column} {what}: it cannot be read. Put the key back into field_encryption_key, behind the "
            "newest, and run `manage.py rotate_encryption` before a key is taken out."
        )
    try:
        sealed = b64decode(body, altchars=b"-_", validate=True)
        return key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], column.encode()).decode()
    except (InvalidTag, ValueError):
        # `from None`: the reason would carry the value along.
        raise CannotOpen(
            f"a value of {column} was changed or belongs to another column: it cannot be read. Restore the row from "
            "a backup."
        ) from None


def newest_prefix() -> str:
    """What every value sealed with the newest key begins with."""
    return f"{VERSION}.{_keys()[0].name}."


def _keys() -> tuple[FieldKey, ...]:
    return _made_once(settings.FIELD_ENCRYPTION_KEY)


@lru_cache(maxsize=4)
def _made_once(text: str) -> tuple[FieldKey, ...]:
    return make_keys(text)
