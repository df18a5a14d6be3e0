"""What figures are held against comes from the stack file (M2, M3, M4, M6)."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from config.settings.limits import MonitoringLimits
from config.settings.monitoring import thresholds

#: measures whose first limit is the worse the lower a figure is
BELOW = {"redis_hit_percent", "certificate_days", "database_certificate_days"}


def held(**changes):
    """The thresholds of a stack that has these limits instead."""
    limits = settings.ENV.monitoring_limits.model_copy(update=changes)
    return thresholds(settings.ENV.model_copy(update={"monitoring_limits": limits}))


@pytest.mark.parametrize(
    ("limit", "value", "measure", "warning"),
    [
        ("p95_milliseconds", 300, "p95_ms", 300),
        ("p99_milliseconds", 900, "p99_ms", 900),
        ("availability_percent", 99.5, "promised_error_percent", 0.5),
        ("cache_hit_percent", 70, "redis_hit_percent", 70),
        ("utilisation_percent", 85, "cpu_percent", 85),
        ("utilisation_percent", 85, "memory_percent", 85),
        ("utilisation_percent", 85, "connections_percent", 85),
        ("queue_seconds", 600, "queue_age_seconds", 600),
        ("queue_tasks", 2_000, "queue_tasks", 2_000),
        ("archive_seconds", 1_200, "archive_age_seconds", 1_200),
        ("certificate_days", 30, "certificate_days", 30),
    ],
)
def test_a_limit_that_is_changed_is_held(limit, value, measure, warning):
    """The monitors and the dashboard warn from where the stack file says (M4, M6, T)."""
    assert held()[measure][0] != warning
    assert held(**{limit: value})[measure][0] == pytest.approx(warning)


@given(st.builds(MonitoringLimits, availability_percent=st.floats(90, 99.999)))
def test_nothing_is_critical_before_it_is_a_warning(limits):
    """Whatever the stack file says (M5)."""
    for measure, (warning, critical) in thresholds(
        settings.ENV.model_copy(update={"monitoring_limits": limits})
    ).items():
        assert warning is not None, measure
        if critical is not None:
            assert critical <= warning if measure in BELOW else critical >= warning, measure
