"""Waiting with a deadline: the only way these tests let time pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.5


def wait_until(
    look: Callable[[], T],
    accept: Callable[[T], bool] = bool,
    *,
    seconds: float,
    what: str,
    poll: float = POLL_SECONDS,
) -> T:
    """Look again and again until what is seen is accepted.

    Args:
        look: reads the state; must not change it.
        accept: whether the state is the one waited for.
        seconds: deadline. The last look may end later than that, by as long as one look takes.
        what: what is waited for, as a sentence without a full stop.
        poll: seconds between two looks.

    Returns:
        the accepted state.

    Raises:
        AssertionError: at the deadline, with the last state seen and the number of looks.
    """
    deadline = time.monotonic() + seconds
    looks = 0
    while True:
        state = look()
        looks += 1
        if accept(state):
            return state
        if time.monotonic() >= deadline:
            raise AssertionError(f"{what}: not within {seconds:g} s ({looks} looks). Last state: {state!r}")
        time.sleep(poll)
