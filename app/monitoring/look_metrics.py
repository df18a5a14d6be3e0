"""That the monitors look, and what is open, as metrics: Alertmanager says what they would say when they do not (M5)."""

from collections import Counter as Tally

from prometheus_client import Counter, Gauge

from monitoring.found import Look
from monitoring.models import Kind, Level

#: a look that could not see all it should is a finding that leads here
FAILED_RUNBOOK = "monitor-failed"
DONE, FAILED = "done", "failed"

LOOKS = Counter("shop_monitor_looks_total", "Looks of the app's monitors by how they ended", ["kind", "outcome"])
FINDINGS = Gauge(
    "shop_findings_open", "Findings that the last look saw", ["kind", "level"], multiprocess_mode="mostrecent"
)
# From the start, so that the first look is seen as an increase.
for _kind in Kind:
    for _outcome in (DONE, FAILED):
        LOOKS.labels(_kind.value, _outcome)


def looked(kind: Kind, seen: Look) -> None:
    """One look was recorded."""
    failed = any(one.runbook == FAILED_RUNBOOK for one in seen.found)
    LOOKS.labels(kind.value, FAILED if failed else DONE).inc()
    levels = Tally({one.key: one.level for one in seen.found}.values())
    for level in Level:
        FINDINGS.labels(kind.value, level.value).set(levels[level])
