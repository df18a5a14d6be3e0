"""How long to wait after failures."""

import random


def backoff(failures: int, *, first: float, longest: float, random: random.Random | None = None) -> float:
    """Seconds after the given number of failures in a row: first · 2ⁿ⁻¹, at most `longest`, minus up to half by chance.

    The chance keeps relays that failed together from coming back together ("equal jitter": Brooker, Exponential Backoff
    And Jitter, 2015).
    """
    if failures <= 0:
        return 0.0
    # The exponent is bounded: a float has no 2 ** 2000.
    most = min(longest, first * 2.0 ** min(failures - 1, 64))
    return most * (0.5 + 0.5 * (random or _chance).random())


_chance = random.Random()  # noqa: S311 - spreads load, guards nothing
