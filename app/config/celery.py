"""The Celery app: `celery -A config worker|beat`."""

import logging.config
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

from config.profile import use_profile

use_profile()

from django.conf import settings  # noqa: E402  (the profile has to be chosen first)

from celery_monitor.services import count, stamp  # noqa: E402
from monitoring import heartbeat, task_context, task_metrics, tracing  # noqa: E402
from monitoring.exposition import serve_metrics  # noqa: E402
from outbox.services import start_guarded  # noqa: E402

app = Celery("rushhour", task_cls="outbox.durable:DurableTask")
app.loader.override_backends = dict.fromkeys(("redis", "rediss"), "outbox.results:UnawaitedResults")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()
heartbeat.install(app)
# Before the context, whose last record says what was measured.
task_metrics.install()
task_context.install()
tracing.install()
# Before a worker's children are forked.
worker_init.connect(serve_metrics)
beat_init.connect(serve_metrics)
start_guarded.install()
stamp.install()
count.install()


@setup_logging.connect
def _structured_logs(**_: Any) -> None:
    """Celery would otherwise install its own line format."""
    logging.config.dictConfig(settings.LOGGING)
