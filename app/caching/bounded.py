"""A dictionary that cannot grow: bounded by entries and by bytes, the least recently used goes first."""

import threading
from collections import OrderedDict
from typing import NamedTuple

#: bytes that an entry costs besides its key and value: the tuple, the dictionary's links and slots, two numbers
ENTRY_BYTES = 250
#: no single value may push out more than this part of all others
LARGEST_SHARE = 4


class Kept[Value](NamedTuple):
    """A value, what it counts, and until when (monotonic seconds) it may be read."""

    value: Value
    size: int
    until: float


class BoundedCache[Value]:
    """Safe for threads. The clock is the caller's: every call says what time it is."""

    def __init__(self, *, max_entries: int, max_bytes: int) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, Kept[Value]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def entries(self) -> int:
        """Entries held, expired ones that nobody asked for among them."""
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """What they count together; never above the bound."""
        return self._bytes

    def get(self, key: str, *, now: float) -> Value | None:
        """The value, if it is there and its time has not come."""
        with self._lock:
            kept = self._entries.get(key)
            if kept is None:
                return None
            if now >= kept.until:
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return kept.value

    def put(self, key: str, value: Value, *, size: int, until: float) -> int:
        """Keep the value and return how many others had to go for it. What is too large is not kept at all."""
        size += len(key) + ENTRY_BYTES
        with self._lock:
            if key in self._entries:
                self._drop(key)
            if size > self._max_bytes // LARGEST_SHARE:
                return 0
            self._entries[key] = Kept(value, size, until)
            self._bytes += size
            evicted = 0
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))
                evicted += 1
            return evicted

    def discard(self, key: str) -> None:
        """Forget the key, if it is known."""
        with self._lock:
            if key in self._entries:
                self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        self._bytes -= self._entries.pop(key).size
