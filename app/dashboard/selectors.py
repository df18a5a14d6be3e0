"""A page of the dashboard as plain data, and as the HTML of its live part, made once for everybody who looks."""

from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string

from caching.memo import remember
from dashboard import changes, known, monitors, trouble
from dashboard.changes import Change
from dashboard.drawing import view_of
from dashboard.pages import OVERVIEW, PAGES, Page
from dashboard.panel import Panel
from dashboard.prometheus import Answers, Question, ask
from dashboard.series import began, read, worst
from dashboard.spans import Span

ALERTS = "alerts"
#: from well to worst
ORDER = ("ok", "warn", "bad")


def look(page: Page, span: Span) -> dict[str, Any]:
    """`report`: the page as JSON says it; `html`: its live part. Made anew every `span.kept` seconds.

    However many look, one asks; the others get what it found, or what was found before.
    """
    return remember(
        "dashboard", f"{page.name}:{span.name}", lambda: _made(page, span), tags=(), seconds=span.kept
    ).value


def _made(page: Page, span: Span) -> dict[str, Any]:
    report = _report(page, span)
    html = render_to_string("dashboard/live.html", {"report": report, "view": view_of(report, page, span)})
    return {"report": report, "html": html}


def _report(page: Page, span: Span) -> dict[str, Any]:
    start = span.start()
    answers = ask(_questions(page, span, start))
    panels = [_panel(key, panel, answers, span, start) for key, panel in page.panels.items()]
    changed, fired = _changes(answers, span, start), _alerts(answers)
    wrong = trouble.ordered([*(fired or []), *monitors.findings()])
    own = [one for one in wrong if page is OVERVIEW or one["page"] == page.name]
    elsewhere = [one for one in wrong if one not in own]
    blind = answers.gone or not any(panel["series"] for panel in panels)
    missing = (["alerts"] if fired is None else []) + (["changes"] if changed is None else [])
    return {
        "page": page.name,
        "range": span.name,
        "start": start,
        "step_seconds": span.step,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "prometheus": answers.gone or "ok",
        "state": _worst([panel["state"] for panel in panels] + [one["state"] for one in own]),
        "missing": missing,
        "panels": panels,
        "changes": [{"at": _iso(one.at), "kind": one.kind, "what": one.what} for one in changed or []],
        "open": [*own, *elsewhere][: trouble.MOST],
        "open_count": len(wrong),
        "open_here": len(own),
        "known": _known(page) if blind else [],
    }


def _questions(page: Page, span: Span, start: int) -> dict[str, Question]:
    queries = {key: panel.promql(span) for key, panel in page.panels.items()}
    queries |= {key: query for key, (query, _) in changes.QUERIES.items()}
    times = {"start": str(start), "end": str(start + span.seconds), "step": str(span.step)}
    asked = {key: Question("query_range", {"query": query, **times}) for key, query in queries.items()}
    return {ALERTS: Question("alerts")} | asked


def _panel(key: str, panel: Panel, answers: Answers, span: Span, start: int) -> dict[str, Any]:
    problem, found = answers.problems.get(key, ""), []
    if key in answers.data:
        try:
            found = read(answers.data[key], span, start, label=panel.label, name=panel.title)
        except ValueError as error:
            problem = str(error)
    series = worst(found, panel.most, below=panel.below)
    judged = panel.warn is not None or panel.bad is not None
    since = began(series, panel.wrong)
    return {
        "key": key,
        "title": panel.title,
        "unit": panel.unit,
        "state": (_worst([panel.state(one.last) for one in series]) if judged else None),
        "since": None if since is None else _iso(start + since * span.step),
        "warn": panel.warn,
        "bad": panel.bad,
        "below": panel.below,
        "problem": problem,
        "lines": len(found),
        "series": [
            {
                "name": one.name,
                "last": one.last,
                "min": min(one.known, default=None),
                "max": max(one.known, default=None),
                "values": one.values,
            }
            for one in series
        ],
    }


def _changes(answers: Answers, span: Span, start: int) -> list[Change] | None:
    """None where it is not known: an answer is missing, or is none."""
    if changes.QUERIES.keys() - answers.data.keys():
        return None
    try:
        return changes.found(answers.data, span, start)
    except ValueError:
        return None


def _alerts(answers: Answers) -> list[trouble.Trouble] | None:
    """None where it is not known."""
    try:
        return trouble.firing(answers.data[ALERTS]) if ALERTS in answers.data else None
    except ValueError:
        return None


def _known(page: Page) -> list[known.Table]:
    queues = known.queues() if page.name in ("overview", "celery") else None
    pages = list(PAGES) if page is OVERVIEW else [page.name]
    return [*([queues] if queues else []), *monitors.seen(pages)]


def _worst(states: list[str | None]) -> str:
    """The worst state there is; `unknown` where nothing is known."""
    found = [state for state in states if state in ORDER]
    return max(found, key=ORDER.index) if found else "unknown"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
