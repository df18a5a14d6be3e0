"""Generation numbers: a tag's number is part of every key that depends on it, so one write invalidates them all.

No KEYS, no scans: `bump` is one command, whatever the number of keys. A missing number (evicted, or the shard came back
empty) starts at the current time in microseconds, which no earlier generation has reached.

With the number lies the position in Postgres' log that the change reached. A replica that has not replayed it is not
read for a new value: what it would say is the old one, and would be kept for its whole lifetime as the new one.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from prometheus_client import Counter

from caching import listener
from caching.owed import Owed, install
from caching.process import memory
from databases import position, routing

BUMPS = Counter("shop_cache_changes_total", "Tags that were given a new generation, by outcome", ["outcome"])

#: a tag that nobody touched for a day may be forgotten: its keys live far shorter
TAG_SECONDS = 86_400


class Generation(NamedTuple):
    """A tag's number, and the position in the primary's log its last change reached (0: nobody knows of one)."""

    number: int
    position: int


class Generations(NamedTuple):
    """Those of several tags: as text for a key, and the furthest position."""

    text: str
    position: int


_exact: ContextVar[bool] = ContextVar("cache_generations_exact", default=False)


@contextmanager
def exact() -> Iterator[None]:
    """Ask Redis for every number inside the block: what is made of them is kept for longer than the process's memory.

    Else a page built from an old number would be stored, and sent to the edge, as a new one.
    """
    token = _exact.set(True)
    try:
        yield
    finally:
        _exact.reset(token)


def current(tags: Iterable[str]) -> Generations | None:
    """The generations of the tags, or None while their shard cannot be reached.

    None means: do not cache. A value stored under a guessed generation could outlive its invalidation. A request that
    may read a replica gets numbers from the process's memory (caching.process), unless the code runs under `exact`.
    """
    wanted = list(tags)
    may_lag = not _exact.get() and _request_may_lag()
    memo = memory()
    numbers = memo.known(wanted) if may_lag else {}
    if len(numbers) < len(wanted):
        changes = memo.changes
        asked = _ask([tag for tag in wanted if tag not in numbers])
        if asked is None:
            return None
        numbers.update(asked)
        if may_lag:
            listener.start()
            memo.learn(asked, changes=changes)
    found = [numbers[tag] for tag in wanted]
    text = "-".join(str(generation.number) for generation in found)
    return Generations(text, max((generation.position for generation in found), default=0))


def _request_may_lag() -> bool:
    """Whether this is a request that may read any replica: neither it nor, lately, its visitor has written."""
    route = routing.current()
    return route is not None and not route.pinned_to_primary and not route.needs


def bump_on_commit(tags: Iterable[str]) -> None:
    """Invalidate everything that depends on the tags once the running transaction has committed."""
    names = tuple(tags)
    transaction.on_commit(lambda: bump(names), robust=True)


def bump(tags: Iterable[str]) -> None:
    """Invalidate now, after the commit, here and in other processes; a shard that is away is told when it is back."""
    names = list(dict.fromkeys(tags))
    failed = _send(names)
    BUMPS.labels("sent").inc(len(names) - len(failed))
    if failed:
        BUMPS.labels("owed").inc(len(failed))
        owed.add(failed)


def _send(tags: Iterable[str]) -> list[str]:
    """Store new numbers and publish that they are new; returns the tags whose shard did not take them."""
    tag_of = {_key(tag): tag for tag in tags}
    told = {key: listener.message([tag]) for key, tag in tag_of.items()}
    generation = [_now(), position.reached()]
    failed = cache.client.set_and_publish(dict.fromkeys(tag_of, generation), TAG_SECONDS, listener.CHANNEL, told)
    memory().forget_numbers(tag_of.values(), by="own")
    return [tag_of[key] for key in failed]


owed = install(Owed(_send))


def _ask(tags: list[str]) -> dict[str, Generation] | None:
    found = cache.get_many([_key(tag) for tag in tags])
    numbers = {}
    for tag in tags:
        stored = found.get(_key(tag)) or _start(_key(tag))
        if stored is None:
            return None
        numbers[tag] = Generation(*stored)
    return numbers


def _start(name: str) -> list[int] | None:
    started = [_now(), 0]
    if cache.add(name, started, timeout=TAG_SECONDS):
        return started
    stored: list[int] | None = cache.get(name)
    return stored


def _now() -> int:
    return time.time_ns() // 1000


def _key(tag: str) -> str:
    return f"generation:{tag}"
