"""Lines of a chart, from what Prometheus answers. Nothing in an answer is taken for granted."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.spans import Span

#: letters of a line's name
NAME_LENGTH = 60
#: lines of one answer; more are a question that went wrong, and reading them would cost the page its limit
MOST_LINES = 500
#: nothing that is measured is further from zero; the rest is a division that went wrong, and nobody could draw it
MOST_VALUE = 1e18


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


def read(data: Any, span: Span, start: int, *, label: str = "", name: str = "") -> list[Series]:
    """The series of a range query's answer by name, those without a value left out.

    A line is called as its `label` says, or `name`. Values that are no finite numbers are gaps.

    Raises:
        ValueError: it is no such answer, or has too many lines.
    """
    try:
        if data["resultType"] != "matrix":
            raise ValueError(f"a {str(data['resultType'])[:20]!r} is no matrix")
        if len(data["result"]) > MOST_LINES:
            raise ValueError(f"Prometheus knows {len(data['result'])} lines, too many to draw")
        found = [_series(one, span, start, label, name) for one in data["result"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the answer of a range query: {type(error).__name__}") from None
    return sorted((one for one in found if one.known), key=lambda one: one.name)


def worst(found: list[Series], most: int, *, below: bool = False) -> list[Series]:
    """`most` of the lines, by name: those with the highest last values; with `below` the lowest."""
    sign = 1 if below else -1
    ranked = sorted(found, key=lambda one: (sign * one.last if one.last is not None else math.inf, one.name))
    return sorted(ranked[:most], key=lambda one: one.name)


def began(found: list[Series], wrong: Callable[[float | None], bool]) -> int | None:
    """The point from which on a line has been wrong without a break; of several lines the earliest, None for none."""
    places = [place for one in found if (place := _wrong_from(one, wrong)) is not None]
    return min(places, default=None)


def _wrong_from(one: Series, wrong: Callable[[float | None], bool]) -> int | None:
    if not wrong(one.last):
        return None
    first = None
    for place in range(len(one.values) - 1, -1, -1):
        value = one.values[place]
        if value is not None and not wrong(value):
            break
        if value is not None:
            first = place
    return first


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
    """A finite number of six digits, or None: NaN, infinities, what is beyond MOST_VALUE and everything else."""
    found = _finite(value)
    return None if found is None or abs(found) > MOST_VALUE else float(f"{found:.6g}")


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def clean(text: Any, length: int = NAME_LENGTH) -> str:
    """Printable letters only, and not too many."""
    return "".join(letter if letter.isprintable() else " " for letter in str(text)[:length]).strip() or "?"
