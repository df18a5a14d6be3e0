"""Progress a person can follow: which image, how far along, what is being done, how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from images.catalogue import Image


@dataclass
class Outcome:
    """What a piece of work ended in, for the end of its line."""

    detail: str = ""


@dataclass(frozen=True)
class Step:
    """One image of a run."""

    image: Image
    place: int
    total: int

    @contextmanager
    def doing(self, work: str) -> Iterator[Outcome]:
        """Announce work, and say how it ended: `image 3/11 redis: building … 9.1 s, 132 MiB`."""
        print(f"{self._head()}: {work} … ", end="", flush=True)
        started, outcome = time.monotonic(), Outcome()
        try:
            yield outcome
        except BaseException:
            print(f"failed after {time.monotonic() - started:.1f} s", flush=True)
            raise
        detail = f", {outcome.detail}" if outcome.detail else ""
        print(f"{time.monotonic() - started:.1f} s{detail}", flush=True)

    def done(self, state: str) -> None:
        """Say that there was nothing to do."""
        print(f"{self._head()}: {state}", flush=True)

    def _head(self) -> str:
        return f"image {self.place}/{self.total} {self.image.name}"


def steps(images: list[Image]) -> Iterator[Step]:
    """The images of a run, numbered from one."""
    for place, image in enumerate(images, start=1):
        yield Step(image, place, len(images))
