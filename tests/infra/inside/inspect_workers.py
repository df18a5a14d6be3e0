"""Ask all workers who they are, with Celery's own remote control. Prints {worker: what it says}."""

import json

import django
from config.profile import use_profile

use_profile()
django.setup()

from config.celery import app  # noqa: E402 - Django has to be set up first

KEYS = (
    "task_acks_late",
    "task_reject_on_worker_lost",
    "task_serializer",
    "worker_send_task_events",
    "worker_disable_prefetch",
)
inspect = app.control.inspect(timeout=5)
queues, statistics, configurations = inspect.active_queues() or {}, inspect.stats() or {}, inspect.conf() or {}
print(
    json.dumps(
        {
            name: {
                "queues": [queue["name"] for queue in queues.get(name, [])],
                "pool": {key: statistics.get(name, {}).get("pool", {}).get(key) for key in (
                    "max-concurrency", "max-tasks-per-child", "timeouts",
                )},
                "configuration": {key: configurations.get(name, {}).get(key) for key in KEYS},
                "visibility_timeout": configurations.get(name, {}).get("broker_transport_options", {}).get(
                    "visibility_timeout"
                ),
            }
            for name in queues
        }
    )
)  # fmt: skip
