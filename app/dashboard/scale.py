"""Round numbers for axes, and numbers as people write them with their unit."""

import math
from collections.abc import Callable

#: gaps an axis aims at
GAPS = 4
MINUTE, HOUR, DAY = 60, 3_600, 86_400
#: seconds between two marks of an axis for longer times
TIME_STEPS = (60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800)
_DECIMAL = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BINARY = ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
_TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def ticks(low: float, high: float, *, unit: str = "") -> list[float]:
    """Round numbers from at most `low` to at least `high`, two at least and eight at most, evenly spaced.

    A step is 1, 2 or 5 times a power of ten; for bytes a power of two, and for minutes, hours and days parts of those.

    Raises:
        ValueError: a bound is no finite number.
    """
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
        raise ValueError(f"{low} to {high} is no range")
    low, high = min(low, high), max(low, high)
    width = high - low
    # Of two numbers that a float can hardly tell apart, a step would be none.
    smallest = max(abs(low), abs(high)) * 1e-9
    if width <= smallest:
        width = max(abs(high), smallest * GAPS) or 1.0
        high = low + width
    step = _step(width / GAPS, unit)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [_clean(place * step, step) for place in range(first, max(last, first + 1) + 1)]


def _step(rough: float, unit: str) -> float:
    if unit.startswith("bytes") and rough >= 1:
        return float(2.0 ** math.ceil(math.log2(rough)))
    if unit == "seconds" and MINUTE / 2 <= rough <= TIME_STEPS[-1]:
        return float(next(step for step in TIME_STEPS if step >= rough))
    # Below the smallest power of ten a float knows, a step is not rounded any more.
    power = 10.0 ** max(-300, math.floor(math.log10(rough))) if rough > 0 else 1.0
    return float(next((power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999), power * 10))


def _clean(value: float, step: float) -> float:
    """Without what is left of 0.1 + 0.2."""
    digits = max(0, 2 - math.floor(math.log10(step))) if step else 0
    return round(value, digits) + 0.0 if -300 < digits < 300 else value


def text(value: float | None, unit: str) -> str:
    """A number with its unit, three digits: `1.23 k`, `256 MiB`, `84 ms`, `99.95 %`; a dash for none.

    Units: percent (0 to 100), seconds, bytes, bytes/s, /s, and nothing for plain numbers.
    """
    if value is None or not math.isfinite(value):
        return "–"
    return _WRITERS.get(unit, _plain)(value)


def _percent(value: float) -> str:
    # Between 99 and 100 lies what availability is about.
    return f"{value:.2f} %" if 99 <= value < 99.995 else f"{_short(value)} %"


def _seconds(value: float) -> str:
    size = abs(value)
    if size >= 120:
        limits = ((2 * DAY, DAY, "d"), (2 * HOUR, HOUR, "h"), (0, MINUTE, "min"))
        length, word = next((length, word) for least, length, word in limits if size >= least)
        return f"{_short(value / length)} {word}"
    if size < 5e-10:
        return "0 s"
    length, word = next(((length, word) for length, word in _TIMES if size >= 0.9995 * length), _TIMES[-1])
    return f"{_short(value / length)} {word}"


def _bytes(value: float) -> str:
    size, word = next(((size, word) for size, word in _BINARY if abs(value) >= size * 0.9995), (1, "B"))
    return f"{_short(value / size)} {word}"


def _plain(value: float) -> str:
    size, word = next(((size, word) for size, word in _DECIMAL if abs(value) >= size * 0.9995), (1, ""))
    return f"{_short(value / size)} {word}".strip()


def _short(value: float) -> str:
    """Three digits, without zeros at the end; never with an exponent below a million."""
    if abs(value) >= 1e6:
        return f"{value:.2e}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    written = f"{value:,.{digits}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


_WRITERS: dict[str, Callable[[float], str]] = {
    "percent": _percent,
    "seconds": _seconds,
    "bytes": _bytes,
    "bytes/s": lambda value: f"{_bytes(value)}/s",
    "/s": lambda value: f"{_plain(value)}/s",
}
