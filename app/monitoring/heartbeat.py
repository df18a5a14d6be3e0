"""Heartbeat files of processes without a port, for exec probes without Python: `find <file> -mmin -1 | grep -q .`.

`inspect ping` would import Django for every probe and restart all workers whenever the broker is away.
"""

import time
from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.signals import beat_init, celeryd_init, worker_ready, worker_shutdown

#: touched while the worker's event loop turns
WORKER_HEARTBEAT = Path("/tmp/worker-heartbeat")  # noqa: S108  (the pod's own emptyDir)
#: exists from the first connection to the broker until shutdown begins
WORKER_READY = Path("/tmp/worker-ready")  # noqa: S108
#: touched at every tick of beat, and while it waits for another beat to go
BEAT_HEARTBEAT = Path("/tmp/beat-heartbeat")  # noqa: S108
#: touched at every turn of the outbox's relay, which takes at most half a minute
RELAY_HEARTBEAT = Path("/tmp/relay-heartbeat")  # noqa: S108
#: touched at every look of `manage.py celery_monitor autoscale`
AUTOSCALER_HEARTBEAT = Path("/tmp/autoscaler-heartbeat")  # noqa: S108
#: seconds between two touches of the worker's file
INTERVAL_SECONDS = 5.0
#: seconds between two looks of a waiting beat at the lock
LOCK_LOOK_SECONDS = 1.0


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
    """Touch beat's file while it waits for its turn, and at every tick (at most `beat_max_loop_interval` apart).

    redbeat would wait for its lock without a sign of life for as long as another beat lives, so the lock is taken here.
    """
    scheduler = sender.scheduler
    key, scheduler.lock = scheduler.lock_key, _wait_for_lock(scheduler)
    scheduler.lock_key = None  # until the first tick: redbeat's own handler of this signal comes next, and does nothing
    tick = scheduler.tick

    def touching_tick(*args: Any, **kwargs: Any) -> Any:
        scheduler.lock_key = key
        BEAT_HEARTBEAT.touch()
        return tick(*args, **kwargs)

    scheduler.tick = touching_tick


def _wait_for_lock(scheduler: Any) -> Any:
    """The lock as redbeat makes it: `extend` sets its time anew instead of adding to it."""
    from redbeat.schedulers import LUA_EXTEND_TO_SCRIPT, get_redis

    client = get_redis(scheduler.app)
    lock = client.lock(scheduler.lock_key, timeout=scheduler.lock_timeout)
    lock.lua_extend = client.register_script(LUA_EXTEND_TO_SCRIPT)
    while not lock.acquire(blocking=False):
        BEAT_HEARTBEAT.touch()
        time.sleep(LOCK_LOOK_SECONDS)
    return lock


def install(app: Any) -> None:
    """Add the heartbeats to a Celery app."""
    app.steps["worker"].add(Heartbeat)
    celeryd_init.connect(_starting)
    worker_ready.connect(_ready)
    worker_shutdown.connect(_leaving)
    beat_init.connect(_beat_started)
