"""Many rows in few statements, with bounded memory (D7)."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import models, router, transaction

#: rows a statement; Postgres takes 65,535 parameters, that is 30 columns of this many rows
CREATE_BATCH = 2_000
UPDATE_BATCH = 500


def create_in_batches[Model: models.Model](
    model: type[Model],
    rows: Iterable[Model],
    *,
    size: int = CREATE_BATCH,
    ignore_conflicts: bool = True,
    using: str | None = None,
) -> int:
    """Insert what an iterable gives, `size` rows a statement; returns how many were sent.

    The iterable may be longer than memory: one batch is held at a time. Rows that break a unique constraint are left
    out, since another may have inserted them meanwhile; with `ignore_conflicts=False` they raise IntegrityError, and
    the batches before stay unless the caller is in a transaction.
    """
    alias = using or router.db_for_write(model)
    sent = 0
    for batch in batched(rows, size, strict=False):
        model._base_manager.using(alias).bulk_create(batch, ignore_conflicts=ignore_conflicts)
        sent += len(batch)
    return sent


def update_in_batches[Model: models.Model](
    model: type[Model],
    rows: Iterable[Model],
    fields: Sequence[str],
    *,
    size: int = UPDATE_BATCH,
    using: str | None = None,
) -> int:
    """Write `fields` of the rows, two statements and one transaction a batch; returns how many rows there still were.

    Within a batch rows are locked in key order first, so two updates of the same rows wait for each other instead of
    ending in a deadlock.
    """
    alias = using or router.db_for_write(model)
    updated = 0
    for batch in batched(rows, size, strict=False):
        with transaction.atomic(using=alias):
            there = model._base_manager.using(alias).filter(pk__in=[row.pk for row in batch])
            locked = set(there.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
            kept = [row for row in batch if row.pk in locked]
            if kept:
                updated += model._base_manager.using(alias).bulk_update(kept, fields)
    return updated
