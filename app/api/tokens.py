"""The text of a token: `rhp_<key>_<secret>`. The prefix lets people and secret scanners recognise it."""

import hashlib
import re
import secrets
from typing import NamedTuple

from django.utils.crypto import constant_time_compare

PREFIX = "rhp"
KEY_BYTES = 6
#: 256 bits: guessing is hopeless, so a fast hash at rest is enough (a password would need argon2)
SECRET_BYTES = 32
#: base64url of the secret without padding
SECRET_LENGTH = 43
PATTERN = re.compile(rf"{PREFIX}_([0-9a-f]{{{2 * KEY_BYTES}}})_([A-Za-z0-9_-]{{{SECRET_LENGTH}}})")
#: what an unknown key is compared with, so that it takes as long as a known one
NOBODY = "0" * 64


class TokenText(NamedTuple):
    """A token taken apart."""

    key: str
    secret: str

    def __str__(self) -> str:
        return f"{PREFIX}_{self.key}_{self.secret}"


def new_token() -> TokenText:
    """A token nobody has seen yet."""
    return TokenText(secrets.token_hex(KEY_BYTES), secrets.token_urlsafe(SECRET_BYTES))


def read_token(text: str) -> TokenText | None:
    """The parts of a well-formed token, or None."""
    match = PATTERN.fullmatch(text)
    return TokenText(*match.groups()) if match else None


def digest_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Whether the secret is the one of the digest, in constant time."""
    return constant_time_compare(digest_of(secret), digest)
