"""Read a large table to its end with bounded memory (D8).

`QuerySet.iterator(chunk_size)` needs a server-side cursor for that, which lives in one server session. PgBouncer gives
every transaction another one, so cursors are off here (DISABLE_SERVER_SIDE_CURSORS), and `iterator` then fetches all
rows before it gives the first. `scan` goes by the key instead: each chunk is a statement of its own.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

CHUNK = 2_000


def scan(queryset: models.QuerySet, *, chunk: int = CHUNK) -> Iterator[Any]:
    """The queryset's rows in the order of their primary key, `chunk` to a statement.

    Each chunk sees what was committed before it: rows inserted behind the scan are seen, those in front are not, and
    nothing is seen twice. `prefetch_related` costs its queries once a chunk. Filters across to-many relations need
    `distinct()`: a row that comes several times could be cut between two chunks.

    Raises:
        ValueError: the queryset is sliced, or gives something else than model instances.
    """
    if queryset.query.is_sliced or queryset._fields is not None:
        raise ValueError(
            f"a scan of {queryset.model._meta.label} cannot go on from a slice, or from rows without their key: it "
            "takes a plain queryset, with only() for fewer columns."
        )
    ordered = queryset.order_by("pk")
    rows = list(ordered[:chunk])
    while rows:
        yield from rows
        if len(rows) < chunk:
            return
        rows = list(ordered.filter(pk__gt=rows[-1].pk)[:chunk])
