"""What is wrong now: alerts that fire in Prometheus."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from dashboard.places import place
from dashboard.series import clean

#: shown, the worst and the longest first
MOST = 12
WORDS_LENGTH = 300
STATES = {"critical": "bad", "warning": "warn"}

type Trouble = dict[str, Any]


def firing(data: Any) -> list[Trouble]:
    """Of the answer of `alerts`. Raises ValueError for what is no such answer."""
    try:
        return [_alert(alert) for alert in data["alerts"] if alert["state"] == "firing" and _is_wrong(alert)]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the answer of alerts: {type(error).__name__}") from None


def _is_wrong(alert: Any) -> bool:
    """Not what fires to say that all is well (MonitorsLook)."""
    return alert["labels"].get("severity") != "none"


def _alert(alert: Any) -> Trouble:
    labels, notes = alert["labels"], alert.get("annotations") or {}
    words = clean(notes.get("summary") or labels.get("alertname", "alert"), WORDS_LENGTH)
    runbook = str(notes.get("runbook") or "")
    return trouble(
        STATES.get(labels.get("severity", ""), "warn"),
        words,
        since=_moment(alert.get("activeAt")),
        runbook=clean(runbook) if runbook else "",
        by="Prometheus",
    )


def trouble(state: str, what: str, *, since: str | None, runbook: str, by: str) -> Trouble:
    """One thing that is wrong, with the page and the panel that show it."""
    page, panel = place(runbook)
    return {
        "state": state,
        "what": what,
        "since": since,
        "runbook": runbook,
        "by": by,
        "page": page,
        "panel": panel or None,
    }


def _moment(text: Any) -> str | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def ordered(found: list[Trouble]) -> list[Trouble]:
    """The worst first, then what lasts longest."""
    return sorted(found, key=lambda one: (one["state"] != "bad", one["since"] or "9"))


def link(runbook: str) -> str:
    """Where the runbook is on the web, if this deployment says where; else nothing."""
    base = settings.ALERT_RUNBOOK_URL
    name = runbook.rpartition("/")[2]
    return f"{base}{name}" if base.startswith("https://") and name.endswith(".md") else ""
