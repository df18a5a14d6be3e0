"""From the plain data of a page to what its template draws."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince

from dashboard import chart, scale
from dashboard.pages import PAGES, Page
from dashboard.panels import PANELS
from dashboard.series import Series
from dashboard.spans import Span
from dashboard.trouble import link

WORDS = {"ok": "Good", "warn": "Warning", "bad": "Critical", "unknown": "No data"}
#: rows of a data table, about: more help nobody
ROWS = 12
KINDS = {"deploy": "Deploy", "scaling": "Scaling", "failover": "Failover"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel with its chart. `now`: the value that counts; `rows`: time and a value for each line."""

    key: str
    title: str
    about: str
    state: str | None
    word: str
    problem: str
    now: str
    summary: str
    chart: chart.Chart
    heads: list[str]
    rows: list[list[str]]
    area: Page | None


def view_of(report: dict[str, Any], page: Page, span: Span) -> dict[str, Any]:
    """Everything `live.html` asks for beside the report."""
    areas = page.areas or ("",) * len(page.keys)
    drawn = [_drawn(panel, span, report["start"], area) for panel, area in zip(report["panels"], areas, strict=True)]
    groups: dict[str, list[Drawn]] = {}
    for one in drawn:
        groups.setdefault(one.area.title if one.area else "", []).append(one)
    return {
        "panels": drawn,
        "groups": [(tiles[0].area, tiles) for tiles in groups.values()] if page.areas else [],
        "word": WORDS[report["state"]],
        "headline": _headline(report),
        "made_at": f"{datetime.fromisoformat(report['made_at']):%H:%M:%S}",
        "from_to": f"{chart.clock(report['start'])} to {chart.clock(report['start'] + span.seconds)}",
        "changes": [
            one | {"at": _clock(one["at"]), "word": KINDS[one["kind"]], "iso": one["at"]} for one in report["changes"]
        ],
        "open": [
            one
            | {
                "ago": _ago(one["since"]),
                "at": _day(one["since"]),
                "word": WORDS[one["state"]],
                "link": link(one["runbook"]),
            }
            for one in report["open"]
        ],
        "known": [table | {"at": _clock(table["at"])} for table in report["known"]],
        "span": span,
    }


def _drawn(panel: dict[str, Any], span: Span, start: int, area: str) -> Drawn:
    known, spark = PANELS[panel["key"]], bool(area)
    series = [Series(one["name"], one["values"]) for one in panel["series"]]
    worst = _worst_last(series, below=known.below)
    now = scale.text(worst, known.unit)
    rows, every = [], max(1, span.points // ROWS)
    for place in range((span.points - 1) % every, span.points, every):
        values = [scale.text(one.values[place], known.unit) for one in series]
        rows.append([chart.clock(start + place * span.step), *values])
    return Drawn(
        key=panel["key"],
        title=known.title,
        about=known.about,
        state=panel["state"],
        word=WORDS.get(panel["state"] or "", ""),
        problem=panel["problem"],
        now=now,
        summary=_summary(series, known.unit, span),
        chart=chart.draw(known, series, span, start, spark=spark),
        heads=[one.name for one in series],
        rows=rows if series else [],
        area=PAGES[area] if area else None,
    )


def _worst_last(series: list[Series], *, below: bool) -> float | None:
    """The one value a tile shows: of several lines the one that is nearest to trouble."""
    lasts = [one.last for one in series if one.last is not None]
    return (min if below else max)(lasts, default=None)


def _summary(series: list[Series], unit: str, span: Span) -> str:
    """What the chart shows, in words."""
    if not series:
        return "No data."
    parts = [
        f"{one.name}: now {scale.text(one.last, unit)}, lowest {scale.text(min(one.known), unit)}, "
        f"highest {scale.text(max(one.known), unit)}"
        for one in series
    ]
    return f"The last {span.label}. {'; '.join(parts)}."


def _headline(report: dict[str, Any]) -> str:
    worse = [panel for panel in report["panels"] if panel["state"] in ("warn", "bad")]
    number = len(worse) + len(report["open"])
    if report["state"] == "unknown":
        return "Nobody knows how things are"
    if not number:
        return "All is well"
    return "1 thing needs attention" if number == 1 else f"{number} things need attention"


def _clock(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%H:%M}"


def _day(iso: str | None) -> str:
    return f"{datetime.fromisoformat(iso):%-d %b, %H:%M}" if iso else ""


def _ago(iso: str | None) -> str:
    if iso is None:
        return ""
    moment = datetime.fromisoformat(iso)
    return timesince(moment, timezone.now(), depth=1) if moment.tzinfo else ""
