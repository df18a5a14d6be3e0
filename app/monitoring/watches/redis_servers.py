"""Every Redis role (M3): memory, fragmentation, hits, evictions, clients, persistence, slow commands.

Asked is INFO, SLOWLOG LEN and SLOWLOG GET, which the shop's user may. Arguments of commands are never kept.
"""

from collections.abc import Iterator
from typing import Any

import redis
from django.conf import settings

from caching.servers import cache_servers
from celery_monitor import broker
from monitoring.found import Look, grown, percent
from monitoring.models import Level

#: a role that holds what nobody can make again: full means that writes are refused
BROKER = "broker"
#: commands shown, the newest first
SLOW_SHOWN = 10
SHOWN = (
    "redis_version", "uptime_in_seconds", "connected_clients", "maxclients", "blocked_clients", "used_memory",
    "maxmemory", "maxmemory_policy", "mem_fragmentation_ratio", "keyspace_hits", "keyspace_misses", "evicted_keys",
    "expired_keys", "instantaneous_ops_per_sec", "rejected_connections", "rdb_last_bgsave_status",
    "aof_enabled", "aof_last_write_status", "aof_last_bgrewrite_status", "loading", "total_commands_processed",
)  # fmt: skip


def servers() -> Iterator[tuple[str, redis.Redis]]:
    """Name and client of each server."""
    yield from cache_servers()
    yield BROKER, broker.client()


def look(before: dict[str, Any]) -> Look:
    """All servers, each compared with its last look."""
    seen = Look(data={"servers": {}})
    for name, client in servers():
        try:
            info, slow = client.info("all"), client.slowlog_get(SLOW_SHOWN)
            length = client.slowlog_len()
        except (redis.RedisError, OSError) as error:
            seen.data["servers"][name] = {"down": type(error).__name__}
            seen.find(
                Level.CRITICAL, key=f"redis:{name}:down", runbook="redis-down",
                what=f"Redis {name} does not answer ({type(error).__name__}).",
            )  # fmt: skip
            continue
        figures = {field: info.get(field) for field in SHOWN}
        figures["slow"] = [{"command": _command(entry), "seconds": entry["duration"] / 1e6} for entry in slow]
        figures["slowest_id"], figures["slow_kept"] = max((entry["id"] for entry in slow), default=-1), length
        seen.data["servers"][name] = figures
        judge(seen, name, figures, (before.get("servers") or {}).get(name) or {})
    return seen


def _command(entry: dict[str, Any]) -> str:
    """The command's name; its arguments are keys and values of people."""
    words = entry["command"].split()
    return words[0].decode(errors="replace")[:30] if words else "?"


def judge(seen: Look, name: str, now: dict[str, Any], before: dict[str, Any]) -> None:
    """Hold one server's figures against the limits and against its last look."""
    _memory(seen, name, now, before)
    _hits(seen, name, now, before)
    share = percent(now["connected_clients"], now["maxclients"])
    seen.hold(
        "redis_clients_percent", share, unit="%", key=f"redis:{name}:clients", runbook="redis-clients",
        what=f"Redis {name} has {now['connected_clients']} of {now['maxclients']} connections in use.",
    )  # fmt: skip
    broken = [field for field in SHOWN if field.endswith("_status") and now[field] not in (None, "ok")]
    if broken:
        seen.find(
            Level.CRITICAL, key=f"redis:{name}:persistence", runbook="redis-persistence",
            what=f"Redis {name} cannot write to its disk ({', '.join(broken)}); a restart would lose what it holds.",
        )  # fmt: skip
    # Numbers of entries only grow, until the server is started anew.
    slow = grown(now["slowest_id"], before.get("slowest_id"))
    names = ", ".join(sorted({entry["command"] for entry in now["slow"]}))
    seen.hold(
        "redis_slow_commands", slow, key=f"redis:{name}:slow", runbook="redis-slow-commands",
        what=f"Redis {name} has logged {slow or 0:.0f} slow commands since the last look; the newest: {names}.",
    )  # fmt: skip


def _memory(seen: Look, name: str, now: dict[str, Any], before: dict[str, Any]) -> None:
    share = percent(now["used_memory"], now["maxmemory"])
    full = share is not None and share >= settings.MONITOR_THRESHOLDS["redis_memory_percent"][0]
    refuses = now["maxmemory_policy"] == "noeviction"
    # A cache that may evict is meant to be full; what it throws away says whether it is too small.
    if refuses:
        seen.hold(
            "redis_memory_percent", share, unit="%", key=f"redis:{name}:memory", runbook="redis-memory",
            what=f"Redis {name} uses {share} % of its memory. When it is full it refuses every write.",
        )  # fmt: skip
    elif full:
        seen.find(
            Level.WARNING, key=f"redis:{name}:memory", runbook="redis-memory", measured=share or 0, unit="%",
            threshold=settings.MONITOR_THRESHOLDS["redis_memory_percent"][0],
            what=f"Redis {name} uses {share} % of its memory, and evicts ({now['maxmemory_policy']}).",
        )  # fmt: skip
    evicted = grown(now["evicted_keys"], before.get("evicted_keys"))
    seen.hold(
        "redis_evictions", evicted, key=f"redis:{name}:evictions", runbook="redis-memory",
        what=f"Redis {name} has evicted {evicted or 0:.0f} keys since the last look.",
    )  # fmt: skip
    if now["used_memory"] >= settings.MONITOR_MINIMA["redis_bytes"]:
        seen.hold(
            "redis_fragmentation", now["mem_fragmentation_ratio"], key=f"redis:{name}:fragmentation",
            runbook="redis-memory",
            what=f"Redis {name} holds {now['mem_fragmentation_ratio']} times the memory its data need.",
        )  # fmt: skip


def _hits(seen: Look, name: str, now: dict[str, Any], before: dict[str, Any]) -> None:
    hits, misses = (grown(now[f], before.get(f)) for f in ("keyspace_hits", "keyspace_misses"))
    lookups = (hits or 0) + (misses or 0)
    share = percent(hits, lookups) if lookups >= settings.MONITOR_MINIMA["lookups"] else None
    now["hit_percent"] = share
    if name != BROKER:
        seen.hold(
            "redis_hit_percent", share, unit="%", below=True, key=f"redis:{name}:hits", runbook="redis-hit-rate",
            what=f"Redis {name} had {share} % of what it was asked for, of {lookups:.0f} lookups.",
        )  # fmt: skip
