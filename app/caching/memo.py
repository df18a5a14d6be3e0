"""Build a value once and let everyone share it: soft lifetime, one rebuilder, jitter.

An entry lives twice its lifetime in Redis. Past the lifetime it is stale: the first to notice rebuilds it and everyone
else is served the stale one. On a plain miss the others wait a moment for the first, and the next of them takes over
when the first gives up or dies.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches

from caching import generations, layers, process
from caching.layers import Layer
from caching.plain import require_plain
from caching.statistics import statistics
from databases import routing

#: seconds a rebuilder has before another takes over: while a stale value is served, and while others wait for it
STALE_LOCK_SECONDS = 10
MISS_LOCK_SECONDS = 3
#: seconds others wait for the first build of a value nobody has yet: on a loaded machine several times what it takes,
#: and long enough that the rebuilder may die once
MISS_WAIT_SECONDS = 8.0
#: seconds until they look for the first time, and at most between two looks
MISS_POLL_SECONDS = 0.02
MISS_POLL_LIMIT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Answer[Value]:
    """A value and the layer it came from."""

    value: Value
    layer: Layer


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value lies: the cache, its key there, and its lifetime."""

    alias: str
    key: str
    seconds: float

    @property
    def memory_key(self) -> str:
        """Its key in the process's memory, which all caches share."""
        return f"{self.alias}|{self.key}"

    @property
    def lock(self) -> str:
        """Key of the right to rebuild; in braces is what is hashed, so it shares the value's shard, and its fate."""
        return f"lock:{self.key}"

    def read(self) -> dict[str, Any] | None:
        """The entry, fresh or stale; None where there is none or its server is away."""
        entry: dict[str, Any] | None = caches[self.alias].get(self.key)
        return entry

    def may_rebuild(self, seconds: int) -> bool | None:
        """Take the right to rebuild, which ends by itself should its holder die; None while the server is away."""
        taken: bool | None = caches[self.alias].add(self.lock, 1, timeout=seconds)
        return taken

    def done(self) -> None:
        """Give the right back."""
        caches[self.alias].delete(self.lock)

    def write(self, value: Any) -> None:
        """Store the value as fresh from now on."""
        lifetime = jittered(self.seconds)
        entry = {"value": value, "fresh_until": time.time() + lifetime}
        caches[self.alias].set(self.key, entry, timeout=2 * lifetime)


def remember[Value](
    kind: str,
    name: str,
    build: Callable[[], Value],
    *,
    tags: Iterable[str],
    seconds: float,
    hit: Layer = Layer.REDIS,
    alias: str = "default",
) -> Answer[Value]:
    """The cached value of `kind:name`, or a new one from `build`.

    Values must be plain data (caching.plain). `tags` name the generations the value depends on; `seconds` is its
    lifetime; `alias` is the cache that keeps it. An answer that was built has the slowest layer its parts came from.
    """
    generation = generations.current(tags)
    if generation is None:
        return _counted(kind, _built(build, 0))
    memory = process.memory()
    slot = Slot(alias, f"{{{kind}:{settings.RELEASE}:{generation.text}:{name}}}", seconds)
    kept = memory.read(slot.memory_key)
    if kept is not None:
        return _counted(kind, Answer(kept[0], hit if hit is Layer.VIEW else Layer.PROCESS))
    entry = slot.read()
    if entry is not None and _is_fresh(entry):
        memory.keep(slot.memory_key, entry["value"], fresh_until=entry["fresh_until"])
        return _counted(kind, Answer(entry["value"], hit))
    return _counted(kind, _rebuilt_or_stale(kind, slot, build, generation.position, entry, hit))


def _rebuilt_or_stale[Value](
    kind: str,
    slot: Slot,
    build: Callable[[], Value],
    position: int,
    entry: dict[str, Any] | None,
    hit: Layer,
) -> Answer[Value]:
    lock_seconds = MISS_LOCK_SECONDS if entry is None else STALE_LOCK_SECONDS
    deadline = time.monotonic() + MISS_WAIT_SECONDS
    pause = MISS_POLL_SECONDS
    while not (taken := slot.may_rebuild(lock_seconds)):
        if entry is not None:
            return Answer(entry["value"], hit)
        if taken is None or time.monotonic() > deadline:
            return _built(build, position)
        time.sleep(pause)
        pause = min(2 * pause, MISS_POLL_LIMIT_SECONDS)
        entry = slot.read()
    try:
        # Another may have rebuilt it between the read above and the lock.
        found = slot.read()
        if found is not None and _is_fresh(found):
            return Answer(found["value"], hit)
        answer = _built(build, position)
        require_plain(answer.value, where=f"cached value of kind {kind!r}")
        slot.write(answer.value)
        return answer
    finally:
        slot.done()


def _built[Value](build: Callable[[], Value], position: int) -> Answer[Value]:
    with layers.watching() as parts, generations.exact(), routing.at_least(position):
        value = build()
    return Answer(value, layers.slowest(parts))


def _is_fresh(entry: dict[str, Any]) -> bool:
    return bool(time.time() < entry["fresh_until"])


def jittered(seconds: float) -> float:
    """The lifetime, a few percent shorter at random, so that what was stored together does not expire together."""
    return seconds * (1 - random.random() * settings.CACHE_TTL["jitter_percent"] / 100)  # noqa: S311 - jitter is no secret


def _counted[Value](kind: str, answer: Answer[Value]) -> Answer[Value]:
    statistics.count(kind, answer.layer)
    layers.note(answer.layer)
    return answer
