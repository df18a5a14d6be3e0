"""Send again what nobody works on any more: a worker was killed, or the broker lost a step's message."""

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import F
from django.utils import timezone

from media.models import OPEN, PictureUpload, State
from media.services.accept_pictures import START
from outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)

#: an upload that gets nowhere for so long is sent again; twice as long after each time
QUIET = timedelta(minutes=3)
#: sendings after which it is given up
MOST_SENDINGS = 5
#: uploads a run
BATCH = 200


def catch_up() -> dict[str, Any]:
    """Look at the open uploads that have stood still for longest."""
    now, sent, given_up = timezone.now(), 0, 0
    quiet = PictureUpload.objects.filter(state__in=OPEN, moved_at__lt=now - QUIET).order_by("moved_at")
    for upload in quiet[:BATCH]:
        if now - upload.moved_at < QUIET * 2**upload.sendings:
            continue
        same = PictureUpload.objects.filter(pk=upload.pk, state__in=OPEN)
        if upload.sendings >= MOST_SENDINGS:
            given_up += same.update(
                state=State.FAILED,
                problem=f"After the step “{upload.step or 'start'}” nothing went on, {upload.sendings} times. The dead "
                "letters say why. Upload the file again.",
            )
            continue
        log.warning("picture stands still, sent again", upload=upload.pk, step=upload.step)
        same.update(moved_at=now, sendings=F("sendings") + 1)
        enqueue(START, [upload.pk])
        sent += 1
    return {"sent": sent, "given_up": given_up}
