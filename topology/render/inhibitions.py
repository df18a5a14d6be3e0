"""Which alerts say nothing new while another fires: Alertmanager's `inhibit_rules`.

A label that both alerts lack counts as equal, so every rule asks for the labels it compares.
"""

from __future__ import annotations

from typing import Any

from topology.model import Topology
from topology.model.vocabulary import Role

# What stands still or answers late when there is no database; warnings only.
_WITHOUT_DATABASE = (
    "PoolerClientsWait", "PoolerNearlyFull", "DatabasePoolWaits", "SlowRequests", "WebTierSlow", "EdgeServesOldPages",
    "OutboxFails", "TasksFail", "QueueOld", "QueueDeep", "BreakerOpen", "ReplicaMissing", "ReplicaLags",
    "MonitorsSilent",
)  # fmt: skip
_WITHOUT_BROKER = (
    "QueueOld",
    "QueueDeep",
    "AutoscalerBlind",
    "OutboxFails",
    "TasksFail",
    "BreakerOpen",
    "MonitorsSilent",
)
_WITHOUT_CACHE = ("BreakerOpen", "RedisHitRateLow", "SlowRequests", "WebTierSlow")
# What shoppers see of it.
_FAILURES = ("ServerErrors", "AvailabilityBudgetBurns", "LatencyP95BudgetBurns", "LatencyP99BudgetBurns")
_QUEUES = ("QueueOld", "QueueDeep")
# The queues on which the app's monitors look, and on which what they say is sent.
_MONITORS = ("maintenance", "critical")


def inhibitions(topology: Topology) -> list[dict[str, Any]]:
    """All rules."""
    workers = f"{Role.WORKER}-({'|'.join(_MONITORS)})"
    return [
        # What one of the app's monitors says as well, while that monitor looks.
        _rule('alertname="MonitorsLook"', 'also=~".+"', equal=("also",)),
        # The same promise in a shorter window; the same pod, server or volume in worse trouble.
        _rule('severity="critical"', 'window=~".+"', 'severity="warning"', equal=("alertname",)),
        *(
            _rule('severity="critical"', f'{label}=~".+"', 'severity="warning"', equal=(label,))
            for label in ("instance", "pod")
        ),
        # A part that is gone altogether: its pods, and what lives by it.
        _rule('alertname="NoTargets"', 'job=~".+"', 'alertname="TargetDown"', equal=("job",)),
        _rule('alertname="NoWorker"', 'component=~".+"', 'alertname="TargetDown"', equal=("component",)),
        _rule('alertname="NoTargets",job=~"postgres|pooler|web"', _names(*_WITHOUT_DATABASE, *_FAILURES)),
        _rule('alertname="PostgresDown"', _names(*_WITHOUT_DATABASE)),
        _rule(f'alertname="RedisDown",component="{Role.REDIS_BROKER}"', _names(*_WITHOUT_BROKER)),
        _rule(f'alertname="RedisDown",component!="{Role.REDIS_BROKER}"', _names(*_WITHOUT_CACHE)),
        _rule(f'alertname="NoWorker",component=~"{workers}"', _names("MonitorsSilent")),
        *(
            _rule(f'alertname="NoWorker",component="{Role.WORKER}-{queue}"', f'{_names(*_QUEUES)},queue="{queue}"')
            for queue in topology.queues
        ),
    ]


def _names(*alerts: str) -> str:
    return f'alertname=~"{"|".join(alerts)}"'


def _rule(source: str, *target: str, equal: tuple[str, ...] = ()) -> dict[str, Any]:
    """`source` and `target` are matchers; a label in `equal` has to be there, which both then have."""
    *shared, last = target
    rule = {
        "source_matchers": [*source.split(","), *shared],
        "target_matchers": last.split(","),
    }
    return rule | ({"equal": list(equal)} if equal else {})
