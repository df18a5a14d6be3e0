"""How long to wait before the next attempt."""

import random

#: seconds: the first wait is up to BASE, each further one up to twice as much, none above CAP. The broker would hand
#: a message out a second time that waits longer than its visibility timeout.
BASE_SECONDS, CAP_SECONDS = 2.0, 300.0
#: seconds a gateway may ask for: one that says "in a year" must not keep a message's attempts from ever ending
LONGEST_ASKED_SECONDS = 6 * 3_600.0


def ceiling(attempts: int) -> float:
    """The longest wait after so many attempts."""
    # 2.0 ** 1024 overflows; long before that the cap holds.
    return min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(max(attempts - 1, 0), 32))


def wait_seconds(attempts: int, *, at_least: float = 0.0) -> float:
    """Seconds to wait after `attempts` failed attempts, at least what the gateway asked for, up to
    LONGEST_ASKED_SECONDS.

    Between half the ceiling and all of it ("equal jitter", Brooker, "Exponential Backoff And Jitter", 2015): messages
    that failed together do not come back together, and none at once.
    """
    longest = ceiling(attempts)
    asked = min(at_least, LONGEST_ASKED_SECONDS)
    return asked + random.uniform(longest / 2, longest)  # noqa: S311 - to spread load, not to keep a secret
