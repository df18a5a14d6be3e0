"""How things stand, in one sentence: is the shop all right, since when not, and what is it."""

from typing import Any

from dashboard import chart, scale
from dashboard.monitors import SEEN
from dashboard.pages import OVERVIEW, Page
from dashboard.panels import PANELS
from dashboard.spans import Span, stamp

WORDS = {"ok": "Good", "warn": "Warning", "bad": "Critical", "unknown": "No data"}
#: what shoppers notice, the worst first: of the overview's panels
PROMISES = {
    "edge_errors": "Shoppers get errors: {} of all answers fail",
    "edge_p99": "The shop is slow: one in a hundred waits longer than {}",
    "edge_p95": "The shop is slow: one in twenty waits longer than {}",
}


def headline(report: dict[str, Any], page: Page, span: Span) -> str:
    """The sentence of the banner."""
    if report["state"] == "unknown" and any(table["title"].endswith(SEEN) for table in report["known"]):
        return "Without metrics: the monitors see nothing wrong"
    if report["state"] == "unknown":
        return "Nothing is known about how things are"
    if report["state"] == "ok":
        return "All is well, as far as is known" if _gaps(report) or report["missing"] else "All is well"
    if page is not OVERVIEW:
        return _worst(report)
    panels = {panel["key"]: panel for panel in report["panels"]}
    broken = [key for key in PROMISES if panels[key]["state"] in ("warn", "bad")]
    if broken:
        key = max(broken, key=lambda one: panels[one]["state"] == "bad")
        when = since(panels[key]["since"], report["start"], span)
        return f"{PROMISES[key].format(_now(panels[key]))}, {when}"
    served = all(panels[key]["state"] == "ok" for key in PROMISES)
    return f"Shoppers are served. {_worst(report)}" if served else _worst(report)


def _worst(report: dict[str, Any]) -> str:
    """What is worst, an alert before a figure: `Critical: Tasks that wait, 12.2 k`."""
    state = report["state"]
    words = [one["what"] for one in report["open"][: report["open_here"]] if one["state"] == state]
    words += [f"{panel['title']}, {_now(panel)}" for panel in report["panels"] if panel["state"] == state]
    return f"{WORDS[state]}: {words[0]}"


def _now(panel: dict[str, Any]) -> str:
    """The value that is nearest to trouble, of a panel that has one."""
    known = [one["last"] for one in panel["series"] if one["last"] is not None]
    return scale.text((min if panel["below"] else max)(known), panel["unit"])


def detail(report: dict[str, Any], span: Span) -> str:
    """What stands below the sentence: since when, and how much there is of what."""
    beyond = [panel for panel in report["panels"] if panel["state"] in ("warn", "bad")]
    first = min((panel["since"] for panel in beyond), default="")
    when = f"{', the first' if len(beyond) > 1 else ''} {since(first, report['start'], span)}" if first else ""
    parts = [
        _count(report["open_here"], "alert or finding is open", "alerts and findings are open"),
        _count(len(beyond), "figure is beyond its limit", "figures are beyond their limits") + when,
    ]
    if any(panel["series"] for panel in report["panels"]):
        parts += [f"no data for {_gaps(report)} of {len(report['panels'])} charts"] if _gaps(report) else []
        parts += ["alerts could not be asked for"] if "alerts" in report["missing"] else []
    text = "; ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def since(iso: str, start: int, span: Span) -> str:
    """`since 14:05`; what was so at the first point of the span may be older."""
    at = stamp(iso)
    return f"since {'before ' if at <= start else ''}{chart.moment(at, span)}"


def limits(panel: dict[str, Any]) -> list[tuple[str, str]]:
    """State and words of each limit: `warn`, `Warning from 80 %`."""
    way = "below" if panel["below"] else "from"
    return [
        (state, f"{WORDS[state]} {way} {scale.text(panel[state], panel['unit'])}")
        for state in ("warn", "bad")
        if panel[state] is not None
    ]


def _gaps(report: dict[str, Any]) -> int:
    """Charts without a value, of those that are judged."""
    return sum(panel["state"] == "unknown" and not PANELS[panel["key"]].optional for panel in report["panels"])


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
