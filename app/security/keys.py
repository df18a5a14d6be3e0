"""The keys of encrypted fields, made from the secret file field_encryption_key: one secret a line, the newest first.

HKDF-SHA256 (RFC 5869) makes an AES-256 key and a public name of each secret. It needs secrets that are random, as the
platform's are, and not passwords. New values are sealed with the first; the others open what is not re-encrypted yet.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: characters of one secret; the platform's have 43 (32 random bytes in base64)
LEAST_SECRET_LENGTH = 32
#: bytes of a key's public name
NAME_BYTES = 4
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key. Its name stands in every value sealed with it; the key itself is never shown."""

    name: str
    cipher: AESGCM = field(repr=False)


def split_secrets(text: str) -> list[str]:
    """The secrets of the file. Raises ValueError, which names the line and never the secret."""
    lines = text.strip().splitlines()
    if not lines:
        raise ValueError("it is empty; it needs one secret a line, the newest first")
    for number, line in enumerate(lines, start=1):
        if len(line) < LEAST_SECRET_LENGTH or not line.isascii() or any(part.isspace() for part in line):
            raise ValueError(
                f"line {number} is not a secret: each has at least {LEAST_SECRET_LENGTH} ASCII characters and no space"
            )
    if len(set(lines)) < len(lines):
        raise ValueError("a secret is in it twice; each line is another one, the newest first")
    return lines


def make_keys(text: str) -> tuple[FieldKey, ...]:
    """Keys in the order of the file."""
    return tuple(_make_key(secret.encode()) for secret in split_secrets(text))


def _make_key(secret: bytes) -> FieldKey:
    name = _derive(secret, b"rushhour field encryption: name", NAME_BYTES).hex()
    return FieldKey(name, AESGCM(_derive(secret, b"rushhour field encryption: key", KEY_BYTES)))


def _derive(secret: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(secret)
