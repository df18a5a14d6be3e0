"""Cut an import's file into chunks."""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from databases.pauses import allow_pauses
from imports.csv_files import Record, read_table, records
from imports.duplicates import Duplicates
from imports.models import Chunk, ProductImport, RowError, State
from imports.rows import Problem
from outbox.services.enqueue import enqueue

#: rows of a chunk: a second of work, and little to repeat after a crash
CHUNK_ROWS = 500
DISPATCH = "imports.tasks.dispatch"


def plan(import_id: int) -> dict[str, Any]:
    """Write the chunks, in the object store and in the database, and have their checks begin.

    A repetition finds the import planned, and does nothing; one that was cut short starts over, with the same names.
    """
    with transaction.atomic():
        allow_pauses()
        planned = ProductImport.objects.select_for_update(no_key=True).get(pk=import_id)
        if planned.state != State.WAITING:
            return {"state": planned.state}
        with default_storage.open(planned.object_name) as file:
            table = read_table(file.read())
        duplicates = Duplicates(table.columns)
        found: dict[int, list[tuple[int, Problem]]] = {}
        chunks = list(_chunks(planned, records(table.body, table.delimiter, line=table.first_line), duplicates, found))
        Chunk.objects.bulk_create(chunks)
        RowError.objects.bulk_create(
            [problem.at(line, chunk.pk) for chunk in chunks for line, problem in found.get(chunk.number, ())],
            batch_size=1_000,
        )
        planned.state, planned.sent_at, planned.sendings = State.CHECKING, timezone.now(), 0
        planned.save(update_fields=["state", "sent_at", "sendings"])
        enqueue(DISPATCH, [import_id])
    return {"state": planned.state, "chunks": len(chunks)}


def _chunks(
    planned: ProductImport, rows: Iterator[Record], duplicates: Duplicates, found: dict[int, list[tuple[int, Problem]]]
) -> Iterator[Chunk]:
    for number, batch in enumerate(batched(rows, CHUNK_ROWS, strict=False), start=1):
        chunk = Chunk(product_import=planned, number=number, first_line=batch[0].start, rows=len(batch))
        text = "".join(record.text for record in batch)
        default_storage.save(chunk.object_name, ContentFile(text.encode()))
        found[number] = [(record.line, problem) for record in batch for problem in duplicates.problems(record)]
        yield chunk
