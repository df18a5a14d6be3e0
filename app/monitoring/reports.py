"""What each pod uses, written into Redis by the pod itself: so that one task can see all of them (M4).

A thread of the pod's main process writes, with a client of its own: a client of the app would share its locks with the
children that are forked meanwhile.
"""

import json
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

import redis
import structlog
from django.conf import settings
from django_redis import get_redis_connection

from monitoring.cgroup import look, pod_name

log = structlog.get_logger(__name__)

#: seconds between two reports, and after which a pod that is silent is gone
EVERY_SECONDS, FRESH_SECONDS = 60.0, 150
PODS = "monitoring:pods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A pod's last look at itself and the one before (None: the first); `at` is Unix seconds."""

    pod: str
    at: float
    seconds: float
    now: dict[str, Any]
    before: dict[str, Any] | None


class Reporter:
    """Looks and writes; remembers the last look."""

    def __init__(self, client: Any = None) -> None:
        self._client = client or _own_client()
        self._last: tuple[float, dict[str, Any]] | None = None

    def report(self) -> None:
        """One report. Raises RedisError when it cannot be written."""
        at, now = time.time(), asdict(look())
        last_at, before = self._last or (at, None)
        self._last = (at, now)
        pod = pod_name()
        text = json.dumps({"pod": pod, "at": at, "seconds": at - last_at, "now": now, "before": before})
        pipeline = self._client.pipeline(transaction=False)
        pipeline.hset(PODS, pod, text)
        pipeline.expire(PODS, 3_600)
        pipeline.execute()

    def start(self) -> None:
        """Report for ever, from a thread."""
        threading.Thread(target=self._report_for_ever, name="report of the pod", daemon=True).start()

    def _report_for_ever(self) -> None:
        while True:
            try:
                self.report()
            except Exception as error:  # noqa: BLE001  (a report that is missing is seen; this thread must go on)
                log.info("pod not reported", reason=type(error).__name__)
            time.sleep(EVERY_SECONDS)


def read() -> list[Report]:
    """The reports of all pods that have written lately; what is older is thrown away. Raises RedisError."""
    client = get_redis_connection("long_term")
    fresh, gone, now = [], [], time.time()
    for pod, text in client.hgetall(PODS).items():
        report = Report(**json.loads(text))
        if now - report.at > FRESH_SECONDS:
            gone.append(pod)
        else:
            fresh.append(report)
    if gone:
        client.hdel(PODS, *gone)
    return sorted(fresh, key=lambda report: report.pod)


def _own_client() -> redis.Redis:
    """Of the Redis for what is kept long, with the cache's address and password."""
    facts = settings.CACHES["long_term"]
    options = facts["OPTIONS"]
    pool = {name: value for name, value in options["CONNECTION_POOL_KWARGS"].items() if name.startswith("ssl_")}
    return redis.Redis.from_url(
        facts["LOCATION"], username=options["USERNAME"], password=options["PASSWORD"], socket_timeout=2,
        socket_connect_timeout=2, **pool,
    )  # fmt: skip
