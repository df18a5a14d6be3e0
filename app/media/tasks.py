"""Tasks of uploaded pictures, on `media`; catching up and cleaning on `maintenance`.

The chain: validate → resize → watermark → make_thumbnails → upload → publish. Messages hold the upload's key and names
of objects. Every step may be delivered twice.
"""

from typing import Any

from config.celery import app
from media.services import catch_up as catching_up
from media.services import clear_orphans as clearing
from media.services import start as starting
from media.services import steps
from media.services.take_step import Reference
from outbox.durable import retrying

#: the object store, the database or the broker may be away for a moment
PATIENT = retrying(Exception, tries=5, first_seconds=1)


@app.task(name="media.tasks.start", **PATIENT)
def start(upload_id: int) -> dict[str, Any]:
    """Send the chain."""
    return starting.start(upload_id)


@app.task(name="media.tasks.validate", **PATIENT)
def validate(upload_id: int) -> Reference:
    """Step 1."""
    return steps.validate(upload_id)


@app.task(name="media.tasks.resize", **PATIENT)
def resize(reference: Reference) -> Reference:
    """Step 2."""
    return steps.resize(reference)


@app.task(name="media.tasks.watermark", **PATIENT)
def watermark(reference: Reference) -> Reference:
    """Step 3."""
    return steps.watermark(reference)


@app.task(name="media.tasks.make_thumbnails", **PATIENT)
def make_thumbnails(reference: Reference) -> Reference:
    """Step 4."""
    return steps.make_thumbnails(reference)


@app.task(name="media.tasks.upload", **PATIENT)
def upload(reference: Reference) -> Reference:
    """Step 5."""
    return steps.upload(reference)


@app.task(name="media.tasks.publish", **PATIENT)
def publish(reference: Reference) -> Reference:
    """Step 6, the only one that anybody sees."""
    return steps.publish(reference)


@app.task(name="media.tasks.catch_up")
def catch_up() -> dict[str, Any]:
    """Every few minutes."""
    return catching_up.catch_up()


@app.task(name="media.tasks.clear_orphans")
def clear_orphans() -> dict[str, Any]:
    """Every night."""
    return clearing.clear_orphans()
