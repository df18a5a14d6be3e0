"""One chart: its question, and the limits it is held against."""

from dataclasses import dataclass

from django.conf import settings

from dashboard.spans import Span

#: lines of a chart: so many can be told apart
LINES = 8


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart.

    Attributes:
        title: what is shown, for people.
        unit: of its values: see dashboard.scale.
        query: in PromQL.
        label: whose value names a line; nothing where there is one line.
        measure: whose limits in MONITOR_THRESHOLDS hold; nothing is judged without one.
        scale: what a limit there is multiplied by to be in `unit`.
        below: it is wrong to be below the limits.
        top: what the axis goes up to at least.
        table: a row for each line, with a small chart of its own; else one chart for all.
        optional: some deployments have no such figures.
        about: what to know to read it.
    """

    title: str
    unit: str
    query: str
    label: str = ""
    measure: str = ""
    scale: float = 1.0
    below: bool = False
    top: float | None = None
    table: bool = False
    optional: bool = False
    about: str = ""

    def promql(self, span: Span) -> str:
        """The question for a span. `$allowed`: the share of answers that may fail, in percent."""
        allowed = settings.MONITOR_THRESHOLDS["promised_error_percent"][0]
        return self.query.replace("$w", span.window).replace("$allowed", f"{allowed:g}")

    @property
    def warn(self) -> float | None:
        """From here on (with `below`: below it) the state is a warning."""
        return self._limit(0)

    @property
    def bad(self) -> float | None:
        """From here on the state is critical."""
        return self._limit(1)

    @property
    def most(self) -> int:
        """Lines that are shown."""
        return 40 if self.table else LINES

    def _limit(self, level: int) -> float | None:
        limit = settings.MONITOR_THRESHOLDS[self.measure][level] if self.measure else None
        return None if limit is None else float(f"{limit * self.scale:.6g}")

    def state(self, value: float | None) -> str:
        """`ok`, `warn`, `bad`, or `unknown` for no value."""
        if value is None:
            return "unknown"
        for state, limit in (("bad", self.bad), ("warn", self.warn)):
            if limit is not None and (value < limit if self.below else value >= limit):
                return state
        return "ok"

    def wrong(self, value: float | None) -> bool:
        """Whether a value is beyond a limit."""
        return self.state(value) in ("warn", "bad")
