"""What waits and what failed for good, as metrics (Q5). Only the relay imports this: it looks anyway, and a process
that never looks would show zeros.

Two relays may run; both see the same table, so the largest of their figures is the figure.
"""

import time

from prometheus_client import Gauge

from outbox.selectors import backlog, open_dead_letters

#: seconds between two looks: two counts in tables that are empty or small
LOOK_SECONDS = 15.0

OLDEST = Gauge("shop_outbox_oldest_seconds", "Time for which the longest waiting message could have been sent; 0: none")
WAITING = Gauge("shop_outbox_waiting", "Messages that could have been sent and are not in the broker")
DEAD_LETTERS = Gauge("shop_outbox_dead_letters", "Tasks that failed for good, not made good by a replay nor dismissed")


class Standing:
    """Looks once in LOOK_SECONDS."""

    def __init__(self) -> None:
        self._due = 0.0

    def look(self) -> None:
        """Raises what the database raises; the gauges stay, but for the age, which grows by itself."""
        now = time.monotonic()
        if now < self._due:
            return
        waiting, dead = backlog(), open_dead_letters()
        self._due = now + LOOK_SECONDS
        WAITING.set(waiting.waiting)
        DEAD_LETTERS.set(dead)
        # Counted from then on, so that it is right although the database cannot be asked.
        since = now - waiting.oldest_age_seconds
        OLDEST.set_function(lambda: time.monotonic() - since if waiting.waiting else 0.0)
