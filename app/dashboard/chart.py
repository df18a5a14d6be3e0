"""A chart as the numbers of an SVG: no script, no inline style, legible at any width.

The outer picture has no viewBox: letters keep their size on a phone. The lines are in an inner one that is stretched
(1,000 wide, `preserveAspectRatio="none"`), with strokes that are not.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard import scale
from dashboard.panel import Panel
from dashboard.series import Series
from dashboard.spans import Span

#: of the inner picture, which is stretched to the width there is
WIDTH = 1_000
#: pixels: above the highest grid line, of the lines, and below for times
TOP, PLOT, BOTTOM = 8, 132, 22
#: pixels of a letter of an axis at most, and between its words and the lines
LETTER, GAP = 6.6, 8
SPARK, ROW = 40, 18
DAY = 86_400
#: colours and dashes there are; lines beyond it would look like others
STYLES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One series: `path` and `area` in the inner picture, the last point in percent and pixels of the outer."""

    name: str
    style: int
    path: str
    area: str
    dot_x: str
    dot_y: float | None
    last: str
    least: str
    most: str
    state: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something along an axis: where (pixels down, or percent across), what it says, and how it is anchored."""

    at: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws."""

    height: int
    plot: int
    top: int
    lines: list[Line]
    grid: list[Mark]
    times: list[Mark]
    #: `text` is the state that begins there
    limits: list[Mark]
    #: pixels that the words of the axis take, left of the lines: they never lie on each other
    gutter: int


def draw(panel: Panel, series: list[Series], span: Span, start: int, *, spark: int = 0) -> Chart:
    """A chart with axes, or only its lines, `spark` pixels high."""
    plot, top = (spark, 4) if spark else (PLOT, TOP)
    low, high, marks = _range(panel, series)

    def down(value: float) -> float:
        return round(plot - (value - low) / (high - low) * plot, 2)

    lines = [_line(panel, one, place, down, plot, top, filled=len(series) == 1) for place, one in enumerate(series)]
    grid = [Mark(f"{down(tick) + top:g}", scale.text(tick, panel.unit)) for tick in marks]
    limits = [
        Mark(f"{down(limit) + top:g}", state)
        for state, limit in (("warn", panel.warn), ("bad", panel.bad))
        if limit is not None and low < limit <= high
    ]
    height = top + plot + (4 if spark else BOTTOM)
    gutter = 0 if spark else round(max(len(mark.text) for mark in grid) * LETTER) + GAP
    times = [] if spark else _times(span, start)
    return Chart(height, plot, top, lines, [] if spark else grid, times, limits, gutter)


def _range(panel: Panel, series: list[Series]) -> tuple[float, float, list[float]]:
    known = [value for one in series for value in one.known]
    least = min([0.0, *known])
    most = max([*known, panel.top if panel.top is not None else least])
    marks = scale.ticks(least, most, unit=panel.unit)
    return marks[0], marks[-1], marks


def _line(panel: Panel, one: Series, place: int, down, plot: int, top: int, *, filled: bool) -> Line:
    step = WIDTH / (len(one.values) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(one.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((round(index * step, 1), down(value)))
    runs = [run for run in runs if run]
    end = runs[-1][-1] if runs else None
    known = one.known
    return Line(
        name=one.name,
        style=place % STYLES + 1,
        path=" ".join(_path(run) for run in runs),
        area=" ".join(f"{_path(run)}L{run[-1][0]:g} {plot}L{run[0][0]:g} {plot}Z" for run in runs) if filled else "",
        dot_x=f"{end[0] / WIDTH * 100:g}%" if end else "",
        dot_y=end[1] + top if end else None,
        last=scale.text(one.last, panel.unit),
        least=scale.text(min(known, default=None), panel.unit),
        most=scale.text(max(known, default=None), panel.unit),
        state=panel.state(one.last),
    )


def _path(run: list[tuple[float, float]]) -> str:
    # A point alone is a stroke without length: round ends make a dot of it.
    points = run if len(run) > 1 else run * 2
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _times(span: Span, start: int) -> list[Mark]:
    """The beginning, the middle and the end, in UTC."""
    places = (("0%", 0.0, "start"), ("50%", 0.5, "middle"), ("100%", 1.0, "end"))
    return [Mark(at, moment(start + span.seconds * part, span), anchor) for at, part, anchor in places]


def moment(at: float, span: Span) -> str:
    """`14:05`, or `25 Nov, 14:05` where the clock alone would name two moments of the span."""
    known = datetime.fromtimestamp(at, UTC)
    return f"{known:%-d %b, %H:%M}" if span.seconds >= DAY else f"{known:%H:%M}"
