"""Heartbeat files of processes without a port, for exec probes without Python: `find <file> -mmin -1 | grep -q .`.

`inspect ping` would import Django for every probe and restart all workers whenever the broker is away.
"""

from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.signals import beat_init, celeryd_init, worker_ready, worker_shutdown

#: touched while the worker's event loop turns
WORKER_HEARTBEAT = Path("/tmp/worker-heartbeat")  # noqa: S108  (the pod's own emptyDir)
#: exists from the first connection to the broker until shutdown begins
WORKER_READY = Path("/tmp/worker-ready")  # noqa: S108
#: touched at every tick of beat
BEAT_HEARTBEAT = Path("/tmp/beat-heartbeat")  # noqa: S108
#: touched at every turn of the outbox's relay, which takes at most half a minute
RELAY_HEARTBEAT = Path("/tmp/relay-heartbeat")  # noqa: S108
#: touched at every look of `manage.py celery_monitor autoscale`
AUTOSCALER_HEARTBEAT = Path("/tmp/autoscaler-heartbeat")  # noqa: S108
#: seconds between two touches of the worker's file
INTERVAL_SECONDS = 5.0


class Heartbeat(bootsteps.StartStopStep):
    """Touch the heartbeat file from the worker's own timer, so that a worker that hangs stops touching it."""

    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent: Any, **options: Any) -> None:
        self._entry: Any = None

    def start(self, worker: Any) -> None:
        WORKER_HEARTBEAT.touch()
        self._entry = worker.timer.call_repeatedly(INTERVAL_SECONDS, WORKER_HEARTBEAT.touch, priority=10)

    def stop(self, worker: Any) -> None:
        if self._entry is not None:
            self._entry.cancel()
        WORKER_HEARTBEAT.unlink(missing_ok=True)


def _starting(**_: Any) -> None:
    """Forget a killed predecessor: the pod's /tmp outlives a container."""
    WORKER_READY.unlink(missing_ok=True)
    WORKER_HEARTBEAT.unlink(missing_ok=True)


def _ready(**_: Any) -> None:
    WORKER_READY.touch()


def _leaving(**_: Any) -> None:
    WORKER_READY.unlink(missing_ok=True)


def _beat_started(sender: Any, **_: Any) -> None:
    """Touch beat's file at every tick of its scheduler (at most `beat_max_loop_interval` apart)."""
    scheduler = sender.scheduler
    tick = scheduler.tick

    def touching_tick(*args: Any, **kwargs: Any) -> Any:
        BEAT_HEARTBEAT.touch()
        return tick(*args, **kwargs)

    scheduler.tick = touching_tick


def install(app: Any) -> None:
    """Add the heartbeats to a Celery app."""
    app.steps["worker"].add(Heartbeat)
    celeryd_init.connect(_starting)
    worker_ready.connect(_ready)
    worker_shutdown.connect(_leaving)
    beat_init.connect(_beat_started)
