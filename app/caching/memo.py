"""Build a value once and let everyone share it: soft lifetime, one rebuilder, jitter.

An entry lives twice its lifetime in Redis. Past the lifetime it is stale: the first to notice rebuilds it and everyone
else is served the stale one. On a plain miss the others wait a moment for the first.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from prometheus_client import Counter

from caching import generations

ANSWERS = Counter("shop_cache_answers_total", "Answers by layer and kind of value", ["kind", "layer"])

#: seconds a rebuild may take before another may start one
REBUILD_LOCK_SECONDS = 10
#: seconds others wait for the first build of a value nobody has yet: on a loaded machine several times what it takes
MISS_WAIT_SECONDS = 3.0
#: seconds until they look for the first time, and at most between two looks
MISS_POLL_SECONDS = 0.02
MISS_POLL_LIMIT_SECONDS = 0.2


class Layer(StrEnum):
    """Which layer of the app answered; the value of the X-Cache-Layer header."""

    VIEW = "view"
    REDIS = "redis"
    DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Answer[Value]:
    """A value and the layer it came from."""

    value: Value
    layer: Layer


def remember[Value](
    kind: str,
    name: str,
    build: Callable[[], Value],
    *,
    tags: Iterable[str],
    seconds: int,
    hit: Layer = Layer.REDIS,
) -> Answer[Value]:
    """The cached value of `kind:name`, or a new one from `build`.

    Values must be plain data (msgpack). `tags` name the generations the value depends on; `seconds` is its lifetime.
    """
    generation = generations.current(tags)
    if generation is None:
        return _counted(kind, Answer(build(), Layer.DATABASE))
    # The braces are the part that is hashed: value and rebuild lock share a shard, and its fate.
    key = f"{{{kind}:{settings.RELEASE}:{generation}:{name}}}"
    entry = cache.get(key)
    if entry is not None and _is_fresh(entry):
        return _counted(kind, Answer(entry["value"], hit))
    if _may_rebuild(key):
        # Another may have rebuilt it between the read above and the lock.
        found = cache.get(key)
        if found is not None and _is_fresh(found):
            cache.delete(_lock(key))
            return _counted(kind, Answer(found["value"], hit))
        return _counted(kind, Answer(_rebuild(key, build, seconds), Layer.DATABASE))
    if entry is None:
        entry = _wait_for(key)
    if entry is None:
        return _counted(kind, Answer(build(), Layer.DATABASE))
    return _counted(kind, Answer(entry["value"], hit))


def _rebuild[Value](key: str, build: Callable[[], Value], seconds: int) -> Value:
    try:
        value = build()
        lifetime = jittered(seconds)
        cache.set(key, {"value": value, "fresh_until": time.time() + lifetime}, timeout=2 * lifetime)
    finally:
        cache.delete(_lock(key))
    return value


def _is_fresh(entry: dict) -> bool:
    return time.time() < entry["fresh_until"]


def _may_rebuild(key: str) -> bool:
    return bool(cache.add(_lock(key), 1, timeout=REBUILD_LOCK_SECONDS))


def _wait_for(key: str) -> dict | None:
    deadline = time.monotonic() + MISS_WAIT_SECONDS
    pause = MISS_POLL_SECONDS
    while time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(2 * pause, MISS_POLL_LIMIT_SECONDS)
        entry: dict | None = cache.get(key)
        if entry is not None:
            return entry
        if cache.get(_lock(key)) is None:
            return None
    return None


def jittered(seconds: int) -> float:
    """The lifetime, a few percent shorter at random, so that what was stored together does not expire together."""
    return seconds * (1 - random.random() * settings.CACHE_TTL["jitter_percent"] / 100)  # noqa: S311 - jitter is no secret


def _lock(key: str) -> str:
    return f"lock:{key}"


def _counted[Value](kind: str, answer: Answer[Value]) -> Answer[Value]:
    ANSWERS.labels(kind, answer.layer).inc()
    return answer
