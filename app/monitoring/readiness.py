"""/readyz: does this pod have to stand back because another could serve better? (docs/operations.md has the table.)

A shared dependency that is down is no reason: taking every pod out of the Service would turn some failing pages into a
shop that answers nothing. So a web pod is not ready only

* until it has reached the primary and seen a schema there once: a release with a wrong address, password, certificate
  or database never takes the place of one that works;
* while it cannot connect to the primary although another pod just has.

The connection is the probe's own: a pool that slow requests have emptied says that the pod is busy, not that it is
broken. The replica and the Redis are not asked, because pages survive them.
"""

from dataclasses import dataclass
from pathlib import Path

from django.core.cache import caches

from databases.direct import NoAnswerError, ask
from databases.routing import PRIMARY
from health.answers import Finding, State
from health.run import run
from monitoring.cgroup import pod_name

#: seconds until the look counts as failed, connecting and answering together; kubelet waits for 5
READY_SECONDS = 3.5
#: exists from the first success on, for all processes of the pod and those that replace them
REACHED = Path("/tmp/web-reached-primary")  # noqa: S108  (the pod's own emptyDir)
#: where pods tell each other, and for how many seconds: less than two periods of 5 s. When the primary dies, what the
#: others wrote before is gone until the third failure in a row, with which kubelet takes a pod out.
REACHED_BY, TOLD_SECONDS = "readiness:primary", 8
#: (Whether the schema is this release's is settled before the process starts.)
SCHEMA = "SELECT to_regclass('django_migrations')"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the pod should get requests, and what is wrong, which may be something although it should."""

    ready: bool
    failing: list[dict[str, str]]


def readiness() -> Readiness:
    """Look. Answers within READY_SECONDS and a question to Redis, which has a limit of its own."""
    (answer,) = run([("database", _primary, True)], seconds=READY_SECONDS)
    if answer.state is State.OK:
        REACHED.touch()
        caches["long_term"].set(REACHED_BY, pod_name(), TOLD_SECONDS)
        return Readiness(ready=True, failing=[])
    ready = REACHED.exists() and (answer.state is State.DEGRADED or not _another_reaches_it())
    return Readiness(ready=ready, failing=[{"check": answer.check, "reason": answer.detail}])


def _primary() -> Finding:
    """It can be reached from here. One that is only slow to answer is so for every pod."""
    try:
        schema = ask(PRIMARY, SCHEMA)
    except NoAnswerError as error:
        return Finding(False, str(error), spares=True)
    return Finding(schema is not None, "no migration was ever applied; run the migration Job")


def _another_reaches_it() -> bool:
    """Without Redis nobody knows, and the pod stays."""
    return caches["long_term"].get(REACHED_BY) not in (None, pod_name())
