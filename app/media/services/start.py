"""Send an upload through its steps."""

from typing import Any

from celery import chain
from django.utils import timezone

from config.celery import app
from media.models import OPEN, PictureUpload

#: in this order; each gets what the one before it returned
STEPS = ("validate", "resize", "watermark", "make_thumbnails", "upload", "publish")


def start(upload_id: int) -> dict[str, Any]:
    """Send the chain from its beginning: steps that were done before write the same objects again."""
    found = PictureUpload.objects.filter(pk=upload_id, state__in=OPEN)
    if not found.update(moved_at=timezone.now()):
        return {"sent": False}
    first, *others = (f"media.tasks.{name}" for name in STEPS)
    chain(app.signature(first, args=[upload_id]), *(app.signature(name) for name in others), app=app).apply_async()
    return {"sent": True}
