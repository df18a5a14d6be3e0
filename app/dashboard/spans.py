"""How far back a page looks: a closed list, so that nothing a visitor types becomes a question to Prometheus."""

import time
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A time that ends now.

    Attributes:
        name: as in addresses.
        label: for people.
        seconds: how long it is.
        step: seconds between two points.
        window: over which rates are taken, as PromQL writes it: several scrapes at least.
        kept: seconds an answer is good for everybody who asks.
    """

    name: str
    label: str
    seconds: int
    step: int
    window: str
    kept: int

    @property
    def points(self) -> int:
        """Values of a line, the first and the last included."""
        return self.seconds // self.step + 1

    def start(self, now: float | None = None) -> int:
        """Unix seconds of the first point. Whole multiples of 15 s: the same for everybody who asks meanwhile."""
        return int(time.time() if now is None else now) // 15 * 15 - self.seconds


SPANS = {
    span.name: span
    for span in (
        Span("10m", "10 minutes", 600, 15, "2m", 8),
        Span("1h", "1 hour", 3_600, 60, "2m", 15),
        Span("6h", "6 hours", 21_600, 300, "5m", 60),
        Span("24h", "24 hours", 86_400, 1_200, "20m", 120),
    )
}
DEFAULT = SPANS["10m"]


def stamp(iso: str) -> float:
    """Unix seconds of a moment in a report."""
    return datetime.fromisoformat(iso).timestamp()
