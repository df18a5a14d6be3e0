"""Lines of a chart, from what Prometheus answers. Nothing in an answer is taken for granted."""

import math
from dataclasses import dataclass
from typing import Any

from dashboard.spans import Span

#: letters of a line's name
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and a value for each point of the span, None where there is none."""

    name: str
    values: list[float | None]

    @property
    def last(self) -> float | None:
        """The newest value of the last three points: one scrape may be late."""
        return next((value for value in reversed(self.values[-3:]) if value is not None), None)

    @property
    def known(self) -> list[float]:
        """The values there are."""
        return [value for value in self.values if value is not None]


def read(data: Any, span: Span, start: int, *, label: str = "", name: str = "", most: int = 8) -> list[Series]:
    """The series of a range query's answer, those with the highest last values first, `most` of them.

    A line is called as its `label` says, or `name`. Values that are no finite numbers are gaps.

    Raises:
        ValueError: it is no such answer.
    """
    try:
        if data["resultType"] != "matrix":
            raise ValueError(f"a {str(data['resultType'])[:20]!r} is no matrix")
        found = [_series(one, span, start, label, name) for one in data["result"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the answer of a range query: {type(error).__name__}") from None
    found = [one for one in found if one.known]
    found.sort(key=lambda one: (-(one.last if one.last is not None else -math.inf), one.name))
    return sorted(found[:most], key=lambda one: one.name)


def _series(one: Any, span: Span, start: int, label: str, name: str) -> Series:
    values: list[float | None] = [None] * span.points
    for at, text in one["values"]:
        value, place = number(text), _finite(at)
        if value is None or place is None or not start - span.step <= place <= start + span.seconds + span.step:
            continue
        index = round((place - start) / span.step)
        if 0 <= index < span.points:
            values[index] = value
    return Series(clean(one["metric"].get(label) or name or "all"), values)


def number(value: Any) -> float | None:
    """A finite number of six digits, or None: NaN, infinities and everything else are none."""
    found = _finite(value)
    return None if found is None else float(f"{found:.6g}")


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def clean(text: Any) -> str:
    """Printable letters only, and not too many."""
    return "".join(letter if letter.isprintable() else " " for letter in str(text)[:NAME_LENGTH]).strip() or "?"
