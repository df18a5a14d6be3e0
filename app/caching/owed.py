"""Changes that a shard could not be told of are told when it is back.

A process that cannot reach a shard for a moment would otherwise leave everybody else with the old values until their
lifetimes end.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable

import structlog
from prometheus_client import Gauge

log = structlog.get_logger(__name__)

OWED = Gauge("shop_cache_owed_changes", "Changes a shard could not be told of yet", multiprocess_mode="livesum")

#: seconds between two attempts
RETRY_SECONDS = 0.5
#: tags remembered; a list this long means that the shard has been away for long, and its values have expired
MOST_OWED = 10_000


class Owed:
    """Tags to send again, and the thread that does it while there are any."""

    def __init__(self, send: Callable[[Iterable[str]], list[str]]) -> None:
        self._send = send
        self.forget()

    def forget(self) -> None:
        """Owe nothing: a forked process leaves its parent's debts to it."""
        self._tags: set[str] = set()
        self._lock = threading.Lock()
        self._sending = False

    def add(self, tags: Iterable[str]) -> None:
        """Send these until they have arrived."""
        with self._lock:
            self._tags.update(tags)
            if len(self._tags) > MOST_OWED:
                log.error("changes forgotten: values stay old until their lifetimes end", tags=len(self._tags))
                self._tags.clear()
            OWED.set(len(self._tags))
            if self._sending or not self._tags:
                return
            self._sending = True
        threading.Thread(target=self._send_all, name="owed cache changes", daemon=True).start()

    def _send_all(self) -> None:
        while True:
            time.sleep(RETRY_SECONDS)
            with self._lock:
                tags = sorted(self._tags)
            failed = set(self._send(tags))
            with self._lock:
                self._tags -= set(tags) - failed
                OWED.set(len(self._tags))
                if not self._tags:
                    self._sending = False
                    return


def install(owed: Owed) -> Owed:
    """Let forked processes start without debts."""
    os.register_at_fork(after_in_child=owed.forget)
    return owed
