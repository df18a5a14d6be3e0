"""One step of the chain, for an upload that is still to be made."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from media.models import OPEN, PictureUpload, State

#: what goes from step to step: the upload's key and names of objects, never their content
type Reference = dict[str, Any]


def take_step(name: str, reference: Reference, work: Callable[[PictureUpload], dict[str, Any]]) -> Reference:
    """The reference for the next step, with what `work` adds to it.

    Nothing is done for an upload that is over (refused in an earlier step, published by another delivery, or deleted
    by staff): the chain runs out. A ValidationError refuses the upload in its words; every other exception is raised.
    """
    upload = PictureUpload.objects.filter(pk=reference["upload"], state__in=OPEN).select_related("product").first()
    if upload is None:
        return reference
    still_open = PictureUpload.objects.filter(pk=upload.pk, state__in=OPEN)
    try:
        added = work(upload)
    except ValidationError as refused:
        still_open.update(state=State.REFUSED, problem=refused.messages[0][:300], moved_at=timezone.now())
        return reference
    still_open.update(step=name, moved_at=timezone.now())
    return {**reference, **added}
