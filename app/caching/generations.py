"""Generation numbers: a tag's number is part of every key that depends on it, so one write invalidates them all.

No KEYS, no scans: `bump` is one command, whatever the number of keys. A missing number (evicted, or the shard came back
empty) starts at the current time in microseconds, which no earlier generation has reached.
"""

import time
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

#: a tag that nobody touched for a day may be forgotten: its keys live far shorter
TAG_SECONDS = 86_400


def current(tags: Iterable[str]) -> str | None:
    """The generations of the tags as one string for a key, or None while their shard cannot be reached.

    None means: do not cache. A value stored under a guessed generation could outlive its invalidation.
    """
    names = [_key(tag) for tag in tags]
    found = cache.get_many(names)
    numbers = []
    for name in names:
        number = found.get(name)
        if number is None:
            number = _start(name)
        if number is None:
            return None
        numbers.append(str(number))
    return "-".join(numbers)


def bump_on_commit(tags: Iterable[str]) -> None:
    """Invalidate everything that depends on the tags once the running transaction has committed."""
    names = tuple(tags)
    transaction.on_commit(lambda: bump(names), robust=True)


def bump(tags: Iterable[str]) -> None:
    """Invalidate now. A shard that is down loses its values with the number, or is healed by their lifetimes."""
    cache.set_many({_key(tag): _now() for tag in tags}, timeout=TAG_SECONDS)


def _start(name: str) -> int | None:
    number = _now()
    if cache.add(name, number, timeout=TAG_SECONDS):
        return number
    stored: int | None = cache.get(name)
    return stored


def _now() -> int:
    return time.time_ns() // 1000


def _key(tag: str) -> str:
    return f"generation:{tag}"
