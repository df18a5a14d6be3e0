"""A key from the arguments of a function: equal arguments, equal key, in every process."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

#: bytes of the digest: two different calls with one key are not to be expected in the life of the universe
DIGEST_BYTES = 20
#: words of a parameter's name that say that its value must not be kept anywhere, not even hashed
SECRET_WORDS = frozenset(
    [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "credentials",
        "authorization",
        "cookie",
        "otp",
        "pin",
        "cvc",
        "cvv",
        "iban",
    ]
)
SECRET_PAIRS = re.compile(r"(api|private|session|secret|access)_?key|card_?(number|no)")
#: types with one text a value
TEXTS = (bytes, float, Decimal, UUID, datetime, date, time, timedelta)


def digest(arguments: Mapping[str, Any], *, where: str) -> str:
    """The key of these arguments.

    Raises:
        TypeError: one of them has no text that is the same in every process.
    """
    told = [[name, _told(value, f"{where}: argument {name!r}")] for name, value in arguments.items()]
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=DIGEST_BYTES).hexdigest()


def secret_looking(names: Iterable[str]) -> list[str]:
    """The parameters whose name says that their value is a secret."""
    return [name for name in names if SECRET_WORDS & set(name.lower().split("_")) or SECRET_PAIRS.search(name.lower())]


def _told(value: Any, where: str) -> Any:
    """The value as JSON that also says its type: 1, "1", 1.0 and True are four keys."""
    if isinstance(value, Enum):
        return ["enum", f"{type(value).__module__}.{type(value).__qualname__}", value.name]
    if value is None or type(value) in (bool, int):
        return value
    if isinstance(value, str):
        return ["str", str(value)]
    if isinstance(value, TEXTS):
        return [type(value).__name__, repr(value)]
    if isinstance(value, list | tuple):
        return ["list", [_told(item, where) for item in value]]
    if isinstance(value, set | frozenset):
        return ["set", sorted((_told(item, where) for item in value), key=json.dumps)]
    if isinstance(value, Mapping):
        pairs = [[_told(key, where), _told(item, where)] for key, item in value.items()]
        return ["dict", sorted(pairs, key=json.dumps)]
    raise TypeError(
        f"{where} is a {type(value).__module__}.{type(value).__qualname__}, which has no text that is the same in "
        "every process: equal calls would miss one another, or unequal ones meet. Pass its primary key, or give the "
        "decorator key=, a function of the same arguments that returns plain values."
    )
