"""How far behind the replica is, in seconds, from positions seen on both sides."""

from collections import deque

#: positions remembered; at one a second this is far more than any limit
MARKS = 3_600


class Lag:
    """Fed with what the primary and then the replica said; not thread-safe.

    Only this process's clock counts. An idle primary is no lag, because its position stands still; a replica that was
    paused or cut off falls behind with every second that the primary goes on.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=MARKS)
        self._looked_at: float | None = None

    def seen(self, *, now: float, primary: int, replayed: int, age: float | None) -> float:
        """Seconds since the primary had what the replica still has not.

        Args:
            now: monotonic seconds.
            primary: the primary's position, read before the replica's.
            replayed: the replica's position.
            age: seconds since the commit of the last transaction the replica replayed; None if it does not know.
        """
        while self._marks and self._marks[0][1] <= replayed:
            self._marks.popleft()
        if primary > replayed:
            self._marks.append((now - self._at_most(now, age), primary))
        self._looked_at = now
        return now - self._marks[0][0] if self._marks else 0.0

    def _at_most(self, now: float, age: float | None) -> float:
        """How long the newest position may have been there already: since the last look, or the last replayed commit.

        Without this a process that has just started would take a replica paused for hours for a good one.
        """
        since_look = float("inf") if self._looked_at is None else now - self._looked_at
        return min(since_look, float("inf") if age is None else max(0.0, age))
