"""Throw away files of imports that are long over, and files that no import knows."""

from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from imports.models import OPEN, ProductImport

#: days after which only the rows of an import are kept: what it did, and what was wrong
KEPT = timedelta(days=30)
#: a file may be younger than the row that will name it
UNKNOWN_FOR = timedelta(days=1)
#: nights in which the chunks of a finished import are looked for
CHUNKS_FOR = timedelta(days=4)
#: imports a run
BATCH = 200
FOLDER = "imports"


def clear_files() -> dict[str, Any]:
    """Delete chunks of imports that are over, whole files after KEPT, and files without an import. Repeating is
    harmless."""
    now, deleted = timezone.now(), 0
    over = ProductImport.objects.exclude(state__in=OPEN).filter(finished_at__gt=now - CHUNKS_FOR)
    for old in over.order_by("pk")[:BATCH]:
        deleted += _delete_folder(f"{FOLDER}/{old.pk}")
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return {"deleted": deleted}
    known = dict(ProductImport.objects.values_list("object_name", "created_at"))
    for name in (f"{FOLDER}/{name}" for name in names):
        created = known.get(name)
        age = now - (created or default_storage.get_modified_time(name))
        if age > (KEPT if created else UNKNOWN_FOR):
            default_storage.delete(name)
            deleted += 1
    return {"deleted": deleted}


def _delete_folder(folder: str) -> int:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    return len(names)
