"""What the broker knows: depths, ages and rates. Every read is bounded; none walks over keys."""

import time
from dataclasses import dataclass, field

import redis
from django.conf import settings

from celery_monitor.broker import UNACKED, Message, lists_of, read_message, read_unacked
from celery_monitor.services.count import DONE, FAILED, KEPT_MINUTES, MINUTE_SECONDS, RETRIED, SENT, TOTALS, bucket

#: messages in workers' hands that are looked at; of more, this many stand for all
MOST_LOOKED_AT = 2_000
SCAN_STEP = 200


@dataclass(slots=True)
class Depth:
    """What one queue holds.

    Attributes:
        ready: messages that wait for a worker.
        unacked: messages that a worker has taken and not finished.
        scheduled: messages that a worker keeps until their ETA; no worker more would make them run sooner.
        oldest_seconds: how long the oldest message has been waiting; None where none waits, or it does not tell.
        estimated: whether unacked and scheduled are shares of a sample.
    """

    ready: int = 0
    unacked: int = 0
    scheduled: int = 0
    oldest_seconds: float | None = None
    estimated: bool = False

    @property
    def pending(self) -> int:
        """What there is to do now: waiting or under way."""
        return self.ready + self.unacked


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a minute of a queue, over the last minutes."""

    sent: float
    done: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: rates by queue, failures and retries by task."""

    rates: dict[str, Rates]
    failed: dict[str, int] = field(default_factory=dict)
    retried: dict[str, int] = field(default_factory=dict)


def queue_names() -> tuple[str, ...]:
    """The queues of this deployment."""
    return tuple(settings.ENV.celery_queues)


def depths(client: redis.Redis, queues: tuple[str, ...], *, most: int = MOST_LOOKED_AT) -> dict[str, Depth]:
    """Depth of each queue: one round trip for what waits, and a bounded scan of what workers hold.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    with client.pipeline(transaction=False) as pipe:
        pipe.hlen(UNACKED)
        for queue in queues:
            for name in lists_of(queue):
                pipe.llen(name)
                pipe.lindex(name, -1)
        held, *answers = pipe.execute()
    now, found = time.time(), {}
    for queue in queues:
        pairs = [(answers.pop(0), answers.pop(0)) for _ in lists_of(queue)]
        ages = [age for _, raw in pairs if raw and (age := _age(read_message(raw), now)) is not None]
        found[queue] = Depth(ready=sum(length for length, _ in pairs), oldest_seconds=max(ages, default=None))
    if held:
        _add_held(found, _held_messages(client, most), held, now)
    return found


def _age(message: Message | None, now: float) -> float | None:
    if message is None or message.due_at is None:
        return None
    return max(0.0, now - message.due_at)


def _held_messages(client: redis.Redis, most: int) -> list[Message]:
    cursor, seen = 0, {}
    while len(seen) < most:
        cursor, part = client.hscan(UNACKED, cursor, count=SCAN_STEP)
        seen |= part
        if cursor == 0:
            break
    return [message for raw in seen.values() if (message := read_unacked(raw)) is not None]


def _add_held(found: dict[str, Depth], held: list[Message], total: int, now: float) -> None:
    """Put the messages that workers hold to their queues; where only a sample was seen, in its proportions."""
    share = max(1.0, total / len(held)) if held else 1.0
    for queue, depth in found.items():
        own = [message for message in held if message.queue == queue]
        later = sum(1 for message in own if message.due_at is not None and message.due_at > now)
        depth.unacked, depth.scheduled = round((len(own) - later) * share), round(later * share)
        depth.estimated = share > 1


def counts(client: redis.Redis, queues: tuple[str, ...], *, minutes: int = 5) -> Counts:
    """What was counted in the last whole minutes and the one that runs.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    span = min(minutes, KEPT_MINUTES - 1)
    now = time.time()
    this = int(now // MINUTE_SECONDS)
    with client.pipeline(transaction=False) as pipe:
        for back in range(span + 1):
            pipe.hgetall(bucket(this - back))
        buckets = pipe.execute()
    added: dict[str, int] = {}
    for each in buckets:
        for name, number in each.items():
            added[name.decode()] = added.get(name.decode(), 0) + int(number)
    passed = span + now % MINUTE_SECONDS / MINUTE_SECONDS
    rates = {q: Rates(added.get(f"{SENT}|{q}", 0) / passed, added.get(f"{DONE}|{q}", 0) / passed) for q in queues}
    return Counts(rates, _by_name(added, FAILED), _by_name(added, RETRIED))


def totals(client: redis.Redis) -> dict[str, dict[str, int]]:
    """Everything counted since the broker was new: kind to name to number.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    added = {name.decode(): int(number) for name, number in client.hgetall(TOTALS).items()}
    return {kind: _by_name(added, kind) for kind in (SENT, DONE, FAILED, RETRIED)}


def _by_name(added: dict[str, int], kind: str) -> dict[str, int]:
    prefix = f"{kind}|"
    return {key.removeprefix(prefix): n for key, n in sorted(added.items()) if key.startswith(prefix)}
