"""Phase 2: write the products of a chunk."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from imports.models import Chunk, RowError, State
from imports.services.read_chunk import categories, read_chunk
from imports.services.write_products import write_products


def apply_chunk(import_id: int, number: int) -> dict[str, Any]:
    """Products, refusals and the chunk's receipt commit together, so each row is applied once whatever is repeated.

    Rows that were refused in phase 1 are passed over. A row that has become impossible since then (its category was
    deleted, say) is refused alone, as a whole.
    """
    with transaction.atomic():
        chunk = (
            Chunk.objects.select_for_update(of=("self",), no_key=True)
            .select_related("product_import")
            .get(product_import=import_id, number=number)
        )
        if chunk.applied_at or chunk.product_import.state != State.APPLYING:
            return {"repeated": True}
        refused = set(chunk.errors.values_list("line", flat=True))
        rows = [row for row in read_chunk(chunk) if row.line not in refused]
        written = write_products(rows, categories=categories())
        problems = [problem.at(row.line, chunk.pk) for row in rows for problem in row.problems]
        RowError.objects.bulk_create(problems, batch_size=1_000)
        chunk.bad += len({problem.line for problem in problems})
        chunk.created, chunk.updated = len(written.created), len(written.updated)
        chunk.applied_at = timezone.now()
        chunk.save(update_fields=["bad", "created", "updated", "applied_at"])
    return {"created": chunk.created, "updated": chunk.updated, "bad": chunk.bad}
