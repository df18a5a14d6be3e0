"""What each role cannot work without, and what it can: the table behind `health_check --role`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from health.answers import Check
from health.checks import databases, files, redis, resources, workers
from monitoring import heartbeat

EVERYTHING = "all"
#: every shard of the cache, whatever their number
CACHE = "cache"
COMMON = ("disk", "memory")


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of checks: those whose failure stops the role's work, and those whose failure it survives."""

    required: tuple[str, ...]
    survived: tuple[str, ...] = ()


ROLES = {
    # The whole platform, from whichever pod: what a person or the preflight asks.
    EVERYTHING: Needs(
        ("primary", "migrations", "broker", "workers", "static"),
        ("replica", "analytics", CACHE, "sessions", "long-term", "object-store", *COMMON),
    ),
    # Pages survive the loss of every Redis and of the replica; messages wait in the outbox without the broker.
    "web": Needs(
        ("primary", "migrations", "static"),
        ("replica", "analytics", CACHE, "sessions", "long-term", "broker", "object-store", *COMMON),
    ),
    "worker": Needs(
        ("primary", "migrations", "broker", "heartbeat-worker"),
        ("analytics", CACHE, "long-term", "object-store", *COMMON),
    ),
    "beat": Needs(("broker", "heartbeat-beat"), COMMON),
    "outbox-relay": Needs(("primary", "migrations", "broker", "heartbeat-outbox-relay"), COMMON),
    "autoscaler": Needs(("broker", "heartbeat-autoscaler"), COMMON),
    # Migrations are what it is about to apply.
    "migrate": Needs(("primary", "analytics"), COMMON),
}

#: file and seconds as in the liveness probes of helm/rushhour
HEARTBEATS = {
    "worker": (heartbeat.WORKER_HEARTBEAT, 60.0),
    "beat": (heartbeat.BEAT_HEARTBEAT, 120.0),
    "outbox-relay": (heartbeat.RELAY_HEARTBEAT, 120.0),
    "autoscaler": (heartbeat.AUTOSCALER_HEARTBEAT, 120.0),
}


def checks() -> dict[str, Check]:
    """Every check there is, by name."""
    return {
        "primary": databases.primary,
        "replica": databases.replica,
        "analytics": databases.analytics,
        "migrations": databases.migrations,
        **dict(redis.caches_servers()),
        "broker": redis.broker,
        "workers": workers.workers,
        **{f"heartbeat-{role}": partial(workers.heartbeat, *how) for role, how in HEARTBEATS.items()},
        "object-store": files.object_store,
        "static": files.static_files,
        "disk": resources.disk,
        "memory": resources.memory,
    }


def asked_of(role: str) -> Iterator[tuple[str, Check, bool]]:
    """Name, check and whether the role needs it to be well."""
    needs = ROLES[role]
    for name, check in checks().items():
        group = CACHE if name.startswith(f"{CACHE}-") else name
        if group in needs.required + needs.survived:
            yield name, check, group in needs.required
