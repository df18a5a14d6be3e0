"""Outlines in picture units: 0 to 100 from the left and from the top."""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

type Point = tuple[float, float]
type Path = list[Point]

#: points on each piece of a curve
SMOOTH = 10


def polygon(*points: Point) -> Path:
    """Straight lines."""
    return list(points)


def rect(x: float, y: float, width: float, height: float, radius: float = 0) -> Path:
    """A rectangle from its upper left corner, with round corners."""
    radius = min(radius, width / 2, height / 2)
    if radius <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    corners = (
        (x + width - radius, y + radius, -pi / 2),
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, pi / 2),
        (x + radius, y + radius, pi),
    )
    return [p for cx, cy, start in corners for p in arc(cx, cy, radius, radius, start, start + pi / 2, 8)]


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> Path:
    """An ellipse, or a circle."""
    return arc(cx, cy, rx, rx if ry is None else ry, 0, 2 * pi, 72)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float, steps: int = 36) -> Path:
    """Part of an ellipse; angles in radians, clockwise from the right."""
    angles = (start + (end - start) * step / steps for step in range(steps + 1))
    return [(cx + rx * cos(angle), cy + ry * sin(angle)) for angle in angles]


def curve(*points: Point, closed: bool = False) -> Path:
    """A smooth line through all points (a Catmull-Rom spline)."""
    ends = (points[-1], *points, points[0], points[1]) if closed else (points[0], *points, points[-1])
    path = [p for four in zip(ends, ends[1:], ends[2:], ends[3:], strict=False) for p in _between(four)]
    return path if closed else [*path, points[-1]]


def _between(four: Sequence[Point]) -> Iterable[Point]:
    a, b, c, d = four
    for step in range(SMOOTH):
        t = step / SMOOTH
        yield tuple(  # type: ignore[misc]  # two of them
            0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
            for p, q, r, s in zip(a, b, c, d, strict=True)
        )


def turned(cx: float, *profile: Point) -> Path:
    """What a lathe makes: the smooth outline of (radius, height) pairs from top to bottom, around `cx`."""
    right = curve(*((cx + radius, y) for radius, y in profile))
    return right + [(2 * cx - x, y) for x, y in reversed(right)]


def cone(cx: float, top: float, bottom: float, upper: float, lower: float) -> Path:
    """A turned piece with straight sides: radii at the top and at the bottom."""
    return [(cx - upper, top), (cx + upper, top), (cx + lower, bottom), (cx - lower, bottom)]


def moved(path: Path, dx: float = 0, dy: float = 0) -> Path:
    """The same outline elsewhere."""
    return [(x + dx, y + dy) for x, y in path]


def scaled(path: Path, factor: float, cx: float, cy: float) -> Path:
    """The same outline, larger or smaller around a point."""
    return [(cx + (x - cx) * factor, cy + (y - cy) * factor) for x, y in path]


def rotated(path: Path, degrees: float, cx: float, cy: float) -> Path:
    """The same outline, turned clockwise around a point."""
    angle = degrees * pi / 180
    return [
        (cx + (x - cx) * cos(angle) - (y - cy) * sin(angle), cy + (x - cx) * sin(angle) + (y - cy) * cos(angle))
        for x, y in path
    ]
