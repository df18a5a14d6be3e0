"""Which settings and which broker lose tasks, or run them twice (Q1), with what would happen and how to fix it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from outbox.retries import SHORT_WAIT_SECONDS

#: seconds between the longest that a worker may hold a message and the visibility timeout
MARGIN_SECONDS = 30

#: the settings that are looked at
SETTINGS = (
    "broker_url", "broker_transport_options", "visibility_timeout", "task_time_limit", "task_acks_late",
    "task_reject_on_worker_lost", "worker_disable_prefetch", "accept_content", "task_default_priority",
    "task_queue_max_priority",
)  # fmt: skip
SCHEMES = ("redis", "rediss")
#: options of the broker that order messages within a queue
PRIORITIES = ("priority_steps", "queue_order_strategy", "sep")


@dataclass(frozen=True, slots=True)
class Problem:
    """Where, what, what would happen, and how to put it right."""

    where: str
    what: str
    then: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.then}. {self.fix}."


def problems_of_settings(conf: Mapping[str, Any], tasks: Iterable[Any] = ()) -> list[Problem]:
    """What can be said without the broker, of Celery's settings and the tasks that are registered."""
    return [*_url(conf), *_timeouts(conf, tasks), *_acknowledgement(conf), *_priorities(conf, tasks)]


def problems_of_server(info: Mapping[str, Any]) -> list[Problem]:
    """What the broker says of itself (Redis' INFO)."""
    found = []
    policy = info.get("maxmemory_policy")
    if policy != "noeviction":
        found.append(
            Problem(
                "broker, maxmemory-policy",
                f"it is {policy!r}",
                "a full Redis would throw queued tasks and the results of chords away, without a word",
                "Set it to noeviction, and give caches a Redis of their own (rushhour:redis.broker.eviction)",
            )
        )
    if info.get("cluster_enabled"):
        found.append(
            Problem(
                "broker, cluster_enabled",
                "it is a Redis Cluster",
                "taking a message and noting it as taken is one transaction over two keys, which a cluster refuses",
                "Use one Redis with a replica, or a shard outside of the cluster, as broker",
            )
        )
    if info.get("role") not in (None, "master"):
        found.append(
            Problem(
                "broker, role",
                f"it is a {info['role']}",
                "it refuses every message, or forgets it when its primary sends its own state",
                "Point BROKER_ADDRESS to the primary",
            )
        )
    return found


def _url(conf: Mapping[str, Any]) -> Iterator[Problem]:
    url = str(conf.get("broker_url") or "")
    if urlsplit(url).scheme not in SCHEMES or ";" in url or "," in urlsplit(url).netloc.rpartition("@")[2]:
        yield Problem(
            "broker_url",
            f"scheme {urlsplit(url).scheme!r}, or more than one server",
            "workers of several servers, of a cluster or of sentinels may each see another half of the messages",
            "Name one server: redis:// or rediss:// and one address (BROKER_ADDRESS)",
        )


def _timeouts(conf: Mapping[str, Any], tasks: Iterable[Any]) -> Iterator[Problem]:
    visible = (conf.get("broker_transport_options") or {}).get("visibility_timeout")
    limits = {"every task": conf.get("task_time_limit")}
    limits |= {f"task {task.name}": task.time_limit for task in tasks if task.time_limit is not None}
    for whose, limit in limits.items():
        if not limit:
            yield Problem(
                f"time_limit of {whose}", "there is none", "a task that hangs would run again and again",
                "Set CELERY_TASK_TIME_LIMIT_SECONDS, or the task's own time_limit",
            )  # fmt: skip
        elif not visible or visible < limit + SHORT_WAIT_SECONDS + MARGIN_SECONDS:
            yield Problem(
                "visibility_timeout",
                f"{visible} s, and {whose} may be held for {limit:g} s and a wait of {SHORT_WAIT_SECONDS:g} s",
                "the broker would hand the task to a second worker while the first still runs it",
                f"Raise CELERY_VISIBILITY_TIMEOUT_SECONDS above {limit + SHORT_WAIT_SECONDS + MARGIN_SECONDS:g}, or "
                "lower the time limit",
            )
    if (conf.get("visibility_timeout") or visible) != visible:
        yield Problem(
            "visibility_timeout",
            f"{conf['visibility_timeout']} s for Celery and {visible} s for the broker's transport",
            "the shorter one of all processes wins",
            "Set both from CELERY_VISIBILITY_TIMEOUT_SECONDS",
        )


def _acknowledgement(conf: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = {"task_acks_late": True, "task_reject_on_worker_lost": True, "worker_disable_prefetch": True}
    harm = {
        "task_acks_late": "a worker that is killed takes the tasks that it has begun along",
        "task_reject_on_worker_lost": "a task whose process the kernel kills counts as done",
        "worker_disable_prefetch": "the prefetch count drifts up for days, and one worker hoards what others could do",
    }
    for name, value in wanted.items():
        if conf.get(name) is not value:
            yield Problem(
                name, f"it is {conf.get(name)!r}", harm[name], f"Set it to {value} (config/settings/celery.py)"
            )
    if set(conf.get("accept_content") or ()) & {"pickle", "application/x-python-serialize"}:
        yield Problem(
            "accept_content",
            "it has pickle",
            "whoever can write to the broker runs code in every worker",
            "Take it out",
        )


def _priorities(conf: Mapping[str, Any], tasks: Iterable[Any]) -> Iterator[Problem]:
    used = [name for name in PRIORITIES if name in (conf.get("broker_transport_options") or {})]
    used += [name for name in ("task_default_priority", "task_queue_max_priority") if conf.get(name) is not None]
    used += [f"priority of task {task.name}" for task in tasks if getattr(task, "priority", None) is not None]
    for where in used:
        yield Problem(
            where,
            "messages have priorities",
            "on Redis 0 is the highest, not the lowest, ten levels fold into four lists, and queue lengths no longer "
            "count them all",
            "Give urgent work a queue with workers of its own (outbox.priorities)",
        )
