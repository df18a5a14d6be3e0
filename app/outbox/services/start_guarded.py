"""Start a worker, beat or a relay only where tasks are safe."""

import sys
import time
from typing import Any

import structlog
from celery.signals import beat_init, celeryd_after_setup
from redis.exceptions import RedisError

from outbox.guard import SETTINGS, problems_of_server, problems_of_settings

log = structlog.get_logger(__name__)

#: exit status of a process that refuses to start
REFUSED = 2
#: seconds between two attempts to reach the broker
PAUSE_SECONDS = 2.0
#: what of INFO is looked at
SECTIONS = ("memory", "cluster", "replication")


def refuse_unsafe(app: Any, **options: Any) -> None:
    """Exit with every problem listed where the settings or the broker would lose tasks or run them twice.

    `options` are settings that the process was started with (--time-limit). Of tasks those count that the process has
    imported: all of them in a worker. Waits for a broker that is away: what it is cannot be known yet.
    """
    known = {name: app.conf.get(name) for name in SETTINGS} | options
    problems = problems_of_settings(known, list(app.tasks.values())) + problems_of_server(_server(app))
    if not problems:
        return
    head = f"{len(problems)} of the broker's settings would lose tasks or run them twice; the process does not start:"
    sys.stderr.write("\n".join([head, *(f"  {problem}" for problem in problems)]) + "\n")
    sys.stderr.flush()
    raise SystemExit(REFUSED)


def install() -> None:
    """Connect to the signals that workers and beat send before they begin."""
    celeryd_after_setup.connect(_worker)
    beat_init.connect(_beat)


def _worker(instance: Any, **_: Any) -> None:
    refuse_unsafe(instance.app, task_time_limit=instance.time_limit)


def _beat(sender: Any, **_: Any) -> None:
    refuse_unsafe(sender.app)


def _server(app: Any) -> dict[str, Any]:
    while True:
        try:
            with app.connection_for_read(transport_options={"max_retries": 0}) as connection:
                client = connection.default_channel.client
                return {key: value for section in SECTIONS for key, value in client.info(section).items()}
        except (*app.connection_for_read().connection_errors, RedisError, OSError) as error:
            log.warning("the broker does not answer, waiting for it", reason=f"{type(error).__name__}: {error}")
            time.sleep(PAUSE_SECONDS)
