"""Throw away objects that nothing refers to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from catalogue import pictures
from catalogue.models import Product
from media.models import OPEN, PictureUpload, State
from media.objects import FOLDER
from media.services.steps import SERVED_FOLDER

#: what lies between steps is younger than this, or its upload stands still and is begun anew
BETWEEN_STEPS_FOR = timedelta(days=1)
#: pages that refer to a picture are in no cache for longer: the edge keeps them for a day, browsers for an hour
SERVED_FOR = timedelta(days=7)
#: staff have read by then why a file was refused
REFUSED_FOR = timedelta(days=30)


def clear_orphans() -> dict[str, Any]:
    """Delete old objects between steps, old uploaded pictures that no product shows, and rows of uploads that came to
    nothing. Repeating is harmless."""
    over = PictureUpload.objects.filter(moved_at__lt=timezone.now() - REFUSED_FOR)
    rows, _ = over.filter(state__in=(State.REFUSED, State.FAILED)).delete()
    waiting = set(PictureUpload.objects.filter(state__in=OPEN).values_list("object_name", flat=True))
    between = [name for name in _older(FOLDER, BETWEEN_STEPS_FOR) if name not in waiting]
    folder = f"pictures/{SERVED_FOLDER}"
    shown = {
        *Product.objects.filter(picture__startswith=f"{folder}/").values_list("picture", flat=True),
        *PictureUpload.objects.filter(state=State.DONE, is_main=False).values_list("picture", flat=True),
    }
    unshown = [
        name
        for name in _older(folder, SERVED_FOR)
        if (match := pictures.OBJECT.fullmatch(name)) and match["base"] not in shown
    ]
    for name in (*between, *unshown):
        default_storage.delete(name)
    return {"between_steps": len(between), "unshown": len(unshown), "rows": rows}


def _older(folder: str, age: timedelta) -> Iterator[str]:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    limit = timezone.now() - age
    for name in names:
        if default_storage.get_modified_time(f"{folder}/{name}") < limit:
            yield f"{folder}/{name}"
