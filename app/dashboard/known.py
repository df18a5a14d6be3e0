"""What is known without Prometheus: the queues, from the broker."""

from typing import Any

import redis
import structlog
from django.utils import timezone

from celery_monitor import broker
from celery_monitor.selectors import counts, depths, queue_names
from celery_monitor.services.scale import last_look
from celery_monitor.status import duration

log = structlog.get_logger(__name__)


type Table = dict[str, Any]


def queues() -> Table | None:
    """Depths, rates and what the autoscaler did last; None where the broker does not answer."""
    names = queue_names()
    try:
        client = broker.client()
        found, counted, acted = depths(client, names), counts(client, names), last_look(client)
    except (redis.RedisError, OSError) as error:
        log.info("dashboard without queues", reason=type(error).__name__)
        return None
    pods = {outcome.queue: outcome for outcome in (acted[1] if acted else [])}
    rows = [
        [
            name,
            str(found[name].ready),
            str(found[name].unacked),
            "–" if found[name].oldest_seconds is None else duration(found[name].oldest_seconds),
            f"{counted.rates[name].sent:.1f}",
            f"{counted.rates[name].done:.1f}",
            str(pods[name].desired) if name in pods and pods[name].desired is not None else "–",
        ]
        for name in names
    ]
    return {
        "title": "Queues, from the broker",
        "at": timezone.now().isoformat(timespec="seconds"),
        "columns": ["Queue", "Waiting", "Taken", "Oldest", "In a minute", "Out a minute", "Pods"],
        "rows": rows,
    }
