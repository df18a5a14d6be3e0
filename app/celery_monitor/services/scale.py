"""One look of the autoscaler: read the queues, decide for each, set what has to change."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import redis
import structlog

from celery_monitor.decision import Decision, Memory, decide, start
from celery_monitor.kubernetes import Scale, ScaleApi, ScaleError
from celery_monitor.selectors import Depth, depths
from celery_monitor.services.lease import LAST_LOOK, Lease, read_memories
from config.settings.scaling import ScalingRules

log = structlog.get_logger(__name__)

#: the result of a look is shown for this long
SHOWN_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look did about one queue.

    Attributes:
        replicas: pods the Deployment asked for; None where the API did not say.
        desired: pods it asks for now, or would but for `error` or a dry run.
        reason: of the decision.
        error: why the API could not be asked or did not do it.
    """

    queue: str
    replicas: int | None
    desired: int | None
    reason: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen and done. `acted` is False where another autoscaler has the lease, or in a dry run."""

    acted: bool
    depths: dict[str, Depth]
    outcomes: list[Outcome]


def look(
    client: redis.Redis,
    api: ScaleApi,
    rules: Mapping[str, ScalingRules],
    lease: Lease | None,
    *,
    now: float | None = None,
) -> Look:
    """Look once. Without a lease nothing is changed or remembered: a dry run.

    Raises:
        redis.RedisError: the broker does not answer; nothing was changed.
        LeaseLostError: another autoscaler acts now; nothing more was changed.
    """
    seen = depths(client, tuple(rules))
    moment = time.time() if now is None else now
    if lease is not None and not lease.take():
        return Look(False, seen, [])
    memories = read_memories(client)
    outcomes = [
        _for_queue(api, lease, queue, rule, memories.get(queue, Memory()), seen[queue].pending, moment)
        for queue, rule in rules.items()
    ]
    if lease is not None:
        shown = {"at": moment, "outcomes": [asdict(outcome) for outcome in outcomes]}
        lease.show(json.dumps(shown), SHOWN_SECONDS)
    return Look(lease is not None, seen, outcomes)


def _for_queue(
    api: ScaleApi, lease: Lease | None, queue: str, rules: ScalingRules, memory: Memory, pending: int, now: float
) -> Outcome:
    """One queue's part. A Deployment that cannot be scaled does not keep the others from it."""
    try:
        scale = api.read(rules.deployment)
    except ScaleError as error:
        log.warning("the number of pods could not be read", queue=queue, reason=str(error))
        if lease is not None:
            lease.remember(queue, replace(memory, calm_looks=0))  # a look that saw nothing was no calm one
        return Outcome(queue, None, None, "unknown", str(error))
    if scale.uid == memory.deployment:
        decision = decide(rules, memory, replicas=scale.replicas, pending=pending, now=now)
    else:
        decision = start(rules, scale.uid, replicas=scale.replicas, now=now)
    if lease is None:
        return Outcome(queue, scale.replicas, decision.replicas, decision.reason)
    return _carry_out(api, lease, queue, scale, memory, decision)


def _carry_out(api: ScaleApi, lease: Lease, queue: str, scale: Scale, before: Memory, decision: Decision) -> Outcome:
    lease.remember(queue, decision.memory)  # first: it is refused to whoever has lost the lease
    if decision.replicas == scale.replicas:
        return Outcome(queue, scale.replicas, scale.replicas, decision.reason)
    try:
        api.write(scale, decision.replicas)
    except ScaleError as error:
        log.warning("the number of pods could not be set", queue=queue, wanted=decision.replicas, reason=str(error))
        # Nothing changed, so the pause after a change is not due.
        lease.remember(queue, before)
        return Outcome(queue, scale.replicas, decision.replicas, decision.reason, str(error))
    log.info("scaled", queue=queue, before=scale.replicas, after=decision.replicas, reason=decision.reason)
    return Outcome(queue, scale.replicas, decision.replicas, decision.reason)


def last_look(client: redis.Redis) -> tuple[float, list[Outcome]] | None:
    """When the autoscaler last acted and what it did; None if it has not within the hour."""
    text = client.get(LAST_LOOK)
    if not text:
        return None
    try:
        found = json.loads(text)
        return float(found["at"]), [Outcome(**each) for each in found["outcomes"]]
    except (ValueError, TypeError, KeyError):  # of another release
        return None
