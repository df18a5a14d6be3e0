"""Phase 1: find everything that is wrong with the rows of a chunk."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from imports.models import Chunk, RowError, State
from imports.services.read_chunk import check_rows, read_chunk


def check_chunk(import_id: int, number: int) -> dict[str, Any]:
    """Keep the problems and the receipt in one transaction; a repetition does nothing.

    Duplicates of other rows were found when the file was cut up, and count among the bad rows here.
    """
    with transaction.atomic():
        chunk = (
            Chunk.objects.select_for_update(of=("self",), no_key=True)
            .select_related("product_import")
            .get(product_import=import_id, number=number)
        )
        if chunk.checked_at or chunk.product_import.state != State.CHECKING:
            return {"bad": chunk.bad, "repeated": True}
        rows = read_chunk(chunk)
        check_rows(rows)
        RowError.objects.bulk_create(
            [problem.at(row.line, chunk.pk) for row in rows for problem in row.problems], batch_size=1_000
        )
        chunk.bad = chunk.errors.values("line").distinct().count()
        chunk.checked_at = timezone.now()
        chunk.save(update_fields=["bad", "checked_at"])
    return {"bad": chunk.bad}
