"""Print every queue's length and the workers that consume it. Runs in a web pod, from standard input."""

import json

import django
from config.profile import use_profile

use_profile()
django.setup()

from config.celery import app  # noqa: E402 - Django has to be set up first
from django.conf import settings  # noqa: E402

consumers: dict[str, list[str]] = {}
for worker, queues in (app.control.inspect(timeout=5).active_queues() or {}).items():
    for queue in queues:
        consumers.setdefault(queue["name"], []).append(worker)

with app.connection_for_read() as connection:
    client = connection.default_channel.client
    report = {
        queue.name: {"depth": client.llen(queue.name), "workers": sorted(consumers.get(queue.name, []))}
        for queue in settings.CELERY["task_queues"]
    }
print(json.dumps(report))
