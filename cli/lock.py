"""Only one `make up`, `down` or `test` at a time in a checkout."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from cli import paths
from cli.errors import Failure


@contextmanager
def held(doing: str) -> Iterator[None]:
    """Hold the checkout's lock. Raises Failure naming what holds it. The kernel frees it however the holder ends."""
    paths.state()
    with paths.LOCK.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "another run"
            raise Failure(
                f"{holder} is at work in this checkout",
                why="two runs at once would build and change the same things",
                fix="wait for it, or stop it with Ctrl-C where it runs",
            ) from None
        handle.seek(0)
        handle.truncate()
        handle.write(f"make {doing} (process {os.getpid()})\n")
        handle.flush()
        yield
