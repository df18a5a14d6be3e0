"""The app's monitors and Prometheus' rules draw the same lines also where no stack file owns the limit (M5)."""

from __future__ import annotations

import re

from tests.meta.files import ROOT

SETTINGS = (ROOT / "app/config/settings/monitoring.py").read_text()


def warning_of(measure: str) -> float:
    """From where on the app's monitor warns."""
    found = re.search(rf'"{measure}": \(([\d_.]+),', SETTINGS)
    assert found, f"MONITOR_THRESHOLDS has no {measure}"
    return float(found[1])


def test_messages_that_wait_are_warned_of_at_the_same_age() -> None:
    """And any open dead letter is one too many for both."""
    rules = (ROOT / "monitoring/rules/celery.yml.j2").read_text()

    assert f"max(shop_outbox_oldest_seconds) > {warning_of('outbox_age_seconds'):g}" in rules
    assert warning_of("dead_letters") == 1
    assert "max(shop_outbox_dead_letters) > 0" in rules
