"""The memory of one process in front of Redis (C9): values for a moment, and generation numbers for those who may lag.

A value is kept under its full key, generation included, so it can never outlive a change: whoever asks Redis for the
generations first gets an exact answer without fetching, decompressing or sharing the value itself. A reader that may
read a replica may also read generation numbers from here; other processes tell what they changed (caching.listener),
and the `process` lifetime bounds what they cannot tell.
"""

import os
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from prometheus_client import Counter, Gauge

from caching.bounded import BoundedCache
from caching.plain import pack, unpack

if TYPE_CHECKING:
    from caching.generations import Generation

ENTRIES = Gauge("shop_cache_process_entries", "Values in the processes' memory", multiprocess_mode="livesum")
BYTES = Gauge("shop_cache_process_bytes", "What these values count", multiprocess_mode="livesum")
EVICTIONS = Counter("shop_cache_process_evictions_total", "Values that had to go for others before their time")
FORGOTTEN = Counter("shop_cache_process_forgotten_total", "Tags forgotten because somebody changed them", ["by"])

#: part of the bytes that generation numbers may take
NUMBERS_SHARE = 8
#: bytes a number and its position count
NUMBER_BYTES = 120


class ProcessMemory:
    """What this process remembers."""

    def __init__(self) -> None:
        bound = settings.CACHE_PROCESS_BYTES
        entries = settings.CACHE_PROCESS_ENTRIES
        numbers = bound // NUMBERS_SHARE
        self.values: BoundedCache[bytes] = BoundedCache(max_entries=entries, max_bytes=bound - numbers)
        self.numbers: BoundedCache[Generation] = BoundedCache(max_entries=entries, max_bytes=numbers)
        self.changes = 0
        self._lock = threading.Lock()

    def read(self, key: str) -> tuple[Any] | None:
        """The value in a tuple of one, or None."""
        packed = self.values.get(key, now=time.monotonic())
        return None if packed is None else (unpack(packed),)

    def keep(self, key: str, value: Any, *, fresh_until: float) -> None:
        """Keep a value that was read from Redis: one that nobody asks for twice never comes here."""
        packed = pack(value)
        seconds = min(settings.CACHE_TTL["process"], fresh_until - time.time())
        evicted = self.values.put(key, packed, size=len(packed), until=time.monotonic() + seconds)
        EVICTIONS.inc(evicted)
        self._measure()

    def known(self, tags: Iterable[str]) -> "dict[str, Generation]":
        """The generation numbers that are remembered."""
        now = time.monotonic()
        found = {tag: self.numbers.get(tag, now=now) for tag in tags}
        return {tag: number for tag, number in found.items() if number is not None}

    def learn(self, numbers: "dict[str, Generation]", *, changes: int) -> None:
        """Remember numbers that were read when `changes` was the count; none if one was changed since.

        Else a number read just before a change could be noted just after it was forgotten.
        """
        until = time.monotonic() + settings.CACHE_TTL["process"]
        with self._lock:
            if changes != self.changes:
                return
            for tag, number in numbers.items():
                self.numbers.put(tag, number, size=NUMBER_BYTES, until=until)

    def forget_numbers(self, tags: Iterable[str] | None, *, by: str) -> None:
        """Ask Redis for these tags' numbers again; for all of them if None. `by`: `own` or `other` process."""
        with self._lock:
            self.changes += 1
            if tags is None:
                self.numbers.clear()
                return
            names = list(tags)
            for tag in names:
                self.numbers.discard(tag)
        FORGOTTEN.labels(by).inc(len(names))

    def _measure(self) -> None:
        ENTRIES.set(self.values.entries)
        BYTES.set(self.values.bytes)


_memory: ProcessMemory | None = None


def memory() -> ProcessMemory:
    """This process's memory."""
    global _memory
    if _memory is None:
        _memory = ProcessMemory()
    return _memory


def forget() -> None:
    """Remember nothing: a forked process starts anew, since nobody tells it what its parent was told."""
    global _memory
    _memory = None


os.register_at_fork(after_in_child=forget)
