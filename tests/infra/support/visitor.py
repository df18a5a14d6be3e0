"""A visitor who keeps asking for pages while something happens to the platform, and remembers every answer."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from types import TracebackType

import httpx

from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until

# Well below the edge's limit of requests a second from one address.
PAUSE_SECONDS = 0.05
WALK_SECONDS = 60


class Visitor:
    """`with Visitor(site) as visitor:` asks from entry to exit; each page is one no cache at the edge has."""

    def __init__(self, site: Site, path: str = "/") -> None:
        self._site, self._path = site, path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._walk, daemon=True)
        self.answers: list[tuple[float, str]] = []

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(timeout=WALK_SECONDS)

    def wait_for(self, answers: int) -> None:
        """Wait until so many questions are answered: what is over in a moment may have met too few of them."""
        wait_until(
            lambda: len(self.answers), lambda seen: seen >= answers, seconds=WALK_SECONDS, what=f"{answers} answers"
        )

    @property
    def failures(self) -> list[tuple[float, str]]:
        """Seconds since the epoch and kind of every answer that was not a page."""
        return [answer for answer in self.answers if answer[1] != "200"]

    def summary(self) -> str:
        """Counts by kind of answer."""
        return str(dict(Counter(kind for _, kind in self.answers)))

    def _walk(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            with self._site.browse() as client:
                # A connection serves a few pages, as a browser's does; then the next one meets another edge server.
                for _ in range(20):
                    self.answers.append((time.time(), self._ask(client)))
                    if self._stop.wait(PAUSE_SECONDS) or self.answers[-1][1] != "200":
                        break

    def _ask(self, client: httpx.Client) -> str:
        try:
            return str(client.get(f"{self._path}?verify={uuid.uuid4().hex}").status_code)
        except httpx.HTTPError as error:
            return type(error).__name__
