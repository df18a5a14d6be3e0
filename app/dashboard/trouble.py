"""What is wrong now: alerts that fire in Prometheus."""

from datetime import datetime
from typing import Any

from django.conf import settings

from dashboard.series import clean

#: shown, the worst and the longest first
MOST = 12
WORDS_LENGTH = 300
STATES = {"critical": "bad", "warning": "warn"}

type Trouble = dict[str, Any]


def firing(data: Any) -> list[Trouble]:
    """Of the answer of `alerts`. Raises ValueError for what is no such answer."""
    try:
        return [_alert(alert) for alert in data["alerts"] if alert["state"] == "firing"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the answer of alerts: {type(error).__name__}") from None


def _alert(alert: Any) -> Trouble:
    labels, notes = alert["labels"], alert.get("annotations") or {}
    words = str(notes.get("summary") or labels.get("alertname", "alert"))[:WORDS_LENGTH]
    return {
        "state": STATES.get(labels.get("severity", ""), "warn"),
        "what": words,
        "since": _moment(alert.get("activeAt")),
        "runbook": clean(notes.get("runbook") or ""),
        "by": "Prometheus",
    }


def _moment(text: Any) -> str | None:
    try:
        return datetime.fromisoformat(str(text)).isoformat(timespec="seconds")
    except ValueError:
        return None


def ordered(trouble: list[Trouble]) -> list[Trouble]:
    """The worst first, then what lasts longest."""
    return sorted(trouble, key=lambda one: (one["state"] != "bad", one["since"] or "9"))[:MOST]


def link(runbook: str) -> str:
    """Where the runbook is on the web, if this deployment says where; else nothing."""
    base = settings.ALERT_RUNBOOK_URL
    name = runbook.rpartition("/")[2]
    return f"{base}{name}" if base.startswith("https://") and name.endswith(".md") else ""
