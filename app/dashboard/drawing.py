"""From the plain data of a page to what its template draws."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from dashboard import chart, scale, wording
from dashboard.pages import OVERVIEW, PAGES, Page
from dashboard.panels import PANELS
from dashboard.series import Series
from dashboard.spans import Span, stamp
from dashboard.trouble import link
from dashboard.wording import WORDS

#: rows of a data table, about: more help nobody
ROWS = 12
KINDS = {"deploy": "Deploy", "scaling": "Scaling", "failover": "Failover"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel with its chart.

    Attributes:
        now: the value that counts, and `who` has it where there are several lines.
        limits: state and words of each.
        since: since when it is beyond one; empty while it is not.
        sparks: of a table, a small chart for each line.
        heads, rows: the numbers: time and a value for each line.
        more: how many lines are not shown, in words.
        href: where it is shown large.
    """

    key: str
    title: str
    about: str
    state: str | None
    word: str
    problem: str
    now: str
    who: str
    limits: list[tuple[str, str]]
    since: str
    summary: str
    chart: chart.Chart
    sparks: list[chart.Chart]
    heads: list[str]
    rows: list[list[str]]
    more: str
    href: str
    area: Page | None


def view_of(report: dict[str, Any], page: Page, span: Span) -> dict[str, Any]:
    """Everything `live.html` asks for beside the report."""
    areas = page.areas or ("",) * len(page.keys)
    common = _common_problem(report)
    drawn = [
        _drawn(panel, span, report["start"], area, hide=bool(common))
        for panel, area in zip(report["panels"], areas, strict=True)
    ]
    groups: dict[str, list[Drawn]] = {}
    for one in drawn:
        groups.setdefault(one.area.title if one.area else "", []).append(one)
    here = [one for one in report["open"] if page is OVERVIEW or one["page"] == page.name]
    return {
        "panels": drawn,
        "groups": [(tiles[0].area, tiles) for tiles in groups.values()] if page.areas else [],
        "headline": wording.headline(report, page, span),
        "detail": wording.detail(report, span),
        "problem": common,
        "made_at": f"{datetime.fromisoformat(report['made_at']):%H:%M:%S}",
        "from_to": f"{chart.moment(report['start'], span)} to {chart.moment(report['start'] + span.seconds, span)}",
        "changes": [
            one | {"at": chart.moment(stamp(one["at"]), span), "word": KINDS[one["kind"]], "iso": one["at"]}
            for one in report["changes"]
        ],
        "changes_known": "changes" not in report["missing"],
        "open": [_open(one, span) for one in here],
        "open_more": report["open_here"] - len(here),
        "elsewhere": report["open_count"] - report["open_here"],
        # The tiles of the overview are marked themselves, and there are many.
        "beyond": [one for one in drawn if one.state == "bad" or (one.state == "warn" and page is not OVERVIEW)],
        "known": [table | {"at": f"{datetime.fromisoformat(table['at']):%H:%M}"} for table in report["known"]],
        "overview": f"{reverse('dashboard:overview')}?range={span.name}",
        "span": span,
    }


def _drawn(panel: dict[str, Any], span: Span, start: int, area: str, *, hide: bool) -> Drawn:
    known = PANELS[panel["key"]]
    series = [Series(one["name"], one["values"]) for one in panel["series"]]
    worst = _worst(series, below=known.below)
    rows, every = [], max(1, span.points // ROWS)
    for place in range((span.points - 1) % every, span.points, every):
        values = [scale.text(one.values[place], known.unit) for one in series]
        rows.append([chart.moment(start + place * span.step, span), *values])
    shown, lines = len(series), panel["lines"]
    return Drawn(
        key=panel["key"],
        title=known.title,
        about=known.about,
        state=panel["state"],
        word=WORDS.get(panel["state"] or "", ""),
        problem="" if hide else panel["problem"],
        now=scale.text(worst.last if worst else None, known.unit),
        who=worst.name if worst and shown > 1 else "",
        limits=wording.limits(panel),
        since=wording.since(panel["since"], start, span) if panel["since"] else "",
        summary=_summary(series, known.unit, span),
        chart=chart.draw(known, series, span, start, spark=chart.SPARK if area else 0),
        sparks=[chart.draw(known, [one], span, start, spark=chart.ROW) for one in series] if known.table else [],
        heads=[one.name for one in series],
        rows=rows if series else [],
        more=f"The {shown} {'lowest' if known.below else 'highest'} of {lines}." if lines > shown else "",
        href=_href(area, panel["key"], span) if area else f"#{panel['key']}",
        area=PAGES[area] if area else None,
    )


def _worst(series: list[Series], *, below: bool) -> Series | None:
    """The line that counts: of several the one that is nearest to trouble."""
    known = [one for one in series if one.last is not None]
    return (min if below else max)(known, key=lambda one: one.last or 0.0, default=None)


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


def _common_problem(report: dict[str, Any]) -> str:
    """Why there is nothing at all, where it is the same for every chart: it is said once."""
    problems = {panel["problem"] for panel in report["panels"]}
    return problems.pop() if len(problems) == 1 else ""


def _open(one: dict[str, Any], span: Span) -> dict[str, Any]:
    panel = PANELS.get(one["panel"] or "")
    return one | {
        "ago": _ago(one["since"]),
        "at": f"{datetime.fromisoformat(one['since']):%-d %b, %H:%M}" if one["since"] else "",
        "word": WORDS[one["state"]],
        "link": link(one["runbook"]),
        "where": panel.title if panel else PAGES[one["page"]].title if one["page"] != OVERVIEW.name else "",
        "href": _href(one["page"], one["panel"] or "", span),
    }


def _href(page: str, key: str, span: Span) -> str:
    return f"{reverse('dashboard:page', args=[page])}?range={span.name}{f'#{key}' if key else ''}"


def _ago(iso: str | None) -> str:
    return timesince(datetime.fromisoformat(iso), timezone.now(), depth=1) if iso else ""
