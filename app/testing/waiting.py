"""Wait for something with a deadline, and say what was seen last when it does not come."""

import time
from collections.abc import Callable


def wait_until[State](read: Callable[[], State], wanted: Callable[[State], bool], *, seconds: float = 10.0) -> State:
    """The first state that is `wanted`; fails with the last one after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        state = read()
        if wanted(state):
            return state
        if time.monotonic() > deadline:
            raise AssertionError(f"not reached within {seconds:.0f} s; last seen: {state!r}")
        time.sleep(0.05)
