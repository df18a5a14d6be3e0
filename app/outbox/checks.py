"""System check of Celery's settings, for `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from outbox.guard import problems_of_settings


@register("celery")
def delivery_is_safe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Settings that lose tasks or run them twice. The broker itself is asked when a worker, beat or relay starts."""
    from config.celery import app

    # None while the image is built: nothing is sent there.
    if not settings.CELERY:
        return []
    found = problems_of_settings(settings.CELERY, list(app.tasks.values()))
    return [Error(f"{one.where}: {one.what}: {one.then}.", hint=f"{one.fix}.", id="outbox.E001") for one in found]
