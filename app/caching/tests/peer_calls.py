"""What tests ask of other processes (testing.peer)."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.cache import caches

from caching import generations, process
from caching.layers import Layer
from caching.memo import Answer, remember
from caching.statistics import FLUSH_SECONDS, statistics
from databases import routing


def read(value: str, *, tag: str = "tag") -> list[str]:
    """Value and layer of one read by a request that may lag; `value` is what a build would make."""
    with routing.request_route(pinned_to_primary=False):
        answer = remember("test", "value", lambda: value, tags=[tag], seconds=60)
    return _told(answer)


def read_for_the_edge(value: str) -> list[str]:
    """The same by a request whose answer is kept elsewhere."""
    with generations.exact():
        return read(value)


def warm(value: str) -> list[str]:
    """Read until the value is in this process's memory; the last answer."""
    for _ in range(2):
        read(value)
    return read(value)


def change(tag: str = "tag") -> None:
    """Invalidate from here. No row was changed, so there is no position to wait for."""
    generations.position.reached = lambda: 0
    generations.bump([tag])


def start_anew() -> None:
    """Empty the memory, which lasts long."""
    process.forget()
    set_process_lifetime(600)


def set_process_lifetime(seconds: int) -> None:
    """How long this process remembers."""
    settings.CACHE_TTL = {**settings.CACHE_TTL, "process": seconds}


def build_slowly(mark: str, seconds: float, lifetime: float = 60) -> list[str]:
    """Read a value whose build leaves a mark in Redis and takes its time."""

    def build() -> str:
        caches["long_term"].incr(mark, ignore_key_check=True)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(0.01)
        return f"built by {os.getpid()}"

    return _told(remember("test", "slow", build, tags=["slow"], seconds=lifetime))


def build_slowly_in_threads(mark: str, seconds: float, threads: int) -> list[list[str]]:
    """The same by many threads of this process at once."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda _: build_slowly(mark, seconds), range(threads)))


def count(kind: str, times: int) -> None:
    """Count answers here, and let it be time to add them."""
    statistics.forget()
    for _ in range(times - 1):
        statistics.count(kind, Layer.REDIS)
    statistics._flushed_at -= FLUSH_SECONDS
    statistics.count(kind, Layer.REDIS)


def _told(answer: Answer[str]) -> list[str]:
    return [answer.value, str(answer.layer)]
