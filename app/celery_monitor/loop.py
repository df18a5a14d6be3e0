"""Look again and again. What goes wrong at one look is told and counted, and the next look tries again."""

import contextlib
import time
from threading import Event

import kombu.exceptions
import redis
import structlog

from celery_monitor.kubernetes import ScaleApi
from celery_monitor.metrics import LastLook
from celery_monitor.selectors import depths, queue_names, totals
from celery_monitor.services.lease import Lease, LeaseLostError
from celery_monitor.services.scale import look
from celery_monitor.workers import alive
from config.settings.scaling import ScalingRules
from monitoring.heartbeat import AUTOSCALER_HEARTBEAT

log = structlog.get_logger(__name__)

#: a lease outlives this many looks that could not be made
LEASE_LOOKS = 3
#: seconds; shorter, and a busy machine would pass the lease around
LEAST_LEASE_SECONDS = 15.0


def lease_seconds(interval: float) -> float:
    """How long a holder that is gone keeps the others waiting."""
    return max(LEAST_LEASE_SECONDS, LEASE_LOOKS * interval)


def run(
    client: redis.Redis,
    api: ScaleApi,
    rules: dict[str, ScalingRules],
    lease: Lease,
    *,
    interval: float,
    stop: Event,
    last: LastLook,
) -> None:
    """Look every `interval` seconds until told to stop, then let another one act."""
    AUTOSCALER_HEARTBEAT.touch()
    while True:
        began = time.monotonic()
        try:
            _once(client, api, rules, lease, last)
        except (redis.RedisError, kombu.exceptions.OperationalError) as error:
            last.failed_looks += 1
            log.error("the broker does not answer; no number of pods is changed", reason=str(error))
        except LeaseLostError as error:
            last.leading = False
            log.warning("stopped in the middle of a look", reason=str(error))
        # It says that the loop turns. A restart would not bring the broker or the API server back.
        AUTOSCALER_HEARTBEAT.touch()
        if stop.wait(max(0.0, interval - (time.monotonic() - began))):
            break
    with contextlib.suppress(redis.RedisError):
        lease.leave()


def _once(client: redis.Redis, api: ScaleApi, rules: dict[str, ScalingRules], lease: Lease, last: LastLook) -> None:
    """One look, and what the metrics tell of it. Queues that nobody scales are measured too."""
    done = look(client, api, rules, lease)
    last.leading, last.outcomes = done.acted, done.outcomes
    last.failed_looks += any(outcome.error for outcome in done.outcomes)
    last.depths = depths(client, queue_names())
    last.totals, last.at = totals(client), time.time()
    counted = dict.fromkeys(queue_names(), 0)
    for worker in alive():
        counted[worker.queue] = counted.get(worker.queue, 0) + 1
    last.workers = counted
