"""Say the same thing only once in a while."""

import threading
import time
from collections.abc import Hashable

#: different things remembered; with more of them the oldest are said again
MOST = 500


class Seldom:
    """Remembers what was said within the last `seconds`."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._said: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def is_due(self, what: Hashable) -> bool:
        """Whether to say it now; it then counts as said."""
        now = time.monotonic()
        with self._lock:
            if now - self._said.get(what, float("-inf")) < self._seconds:
                return False
            # Taken out and put in again: the dictionary stays in the order of time.
            self._said.pop(what, None)
            self._said[what] = now
            if len(self._said) > MOST:
                self._said.pop(next(iter(self._said)))
            return True

    def forget(self) -> None:
        """Everything is due again."""
        with self._lock:
            self._said.clear()
