"""Seal every encrypted value with the newest key."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from databases.routing import PRIMARY
from security.fields import EncryptedTextField
from security.sealing import CannotOpen


@dataclass(slots=True)
class Outcome:
    """What became of one model's rows."""

    model: str
    resealed: int = 0
    #: keys of rows that could not be opened, and were left as they are
    unreadable: list[object] = field(default_factory=list)


def models_with_encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with encrypted fields of its own table, and their names."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        names = [f.name for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField)]
        if names and model._meta.managed:
            yield model, names


def rotate_model(model: type[models.Model], names: list[str], *, batch_size: int) -> Outcome:
    """Work through the rows that have a value under an older key, `batch_size` to a transaction.

    Stopped half-way it has done what it has done; started again it goes on, because what is done is not selected.
    Rows are locked while they are rewritten, so nobody's change is lost.
    """
    outcome = Outcome(model._meta.label)
    last: object = None
    while True:
        with transaction.atomic(using=PRIMARY):
            keys = list(_outdated(model, names, after=last).values_list("pk", flat=True)[:batch_size])
            if not keys:
                return outcome
            _reseal(model, names, keys, outcome)
            last = keys[-1]


def count_outdated(model: type[models.Model], names: list[str]) -> int:
    """Rows with a value that is not under the newest key."""
    return _outdated(model, names).count()


def _outdated(model: type[models.Model], names: list[str], after: object = None) -> models.QuerySet:
    stale = Q()
    for name in names:
        stale |= Q(**{f"{name}__isnull": False}) & Q(**{f"{name}__sealed_with_newest": False})
    rows = model._base_manager.using(PRIMARY).filter(stale).order_by("pk")
    return rows if after is None else rows.filter(pk__gt=after)


def _reseal(model: type[models.Model], names: list[str], keys: list[object], outcome: Outcome) -> None:
    rows = model._base_manager.using(PRIMARY).select_for_update(of=("self",)).only("pk", *names).order_by("pk")
    try:
        found = list(rows.filter(pk__in=keys))
    except CannotOpen:
        found = []
        for key in keys:
            try:
                found += rows.filter(pk=key)
            except CannotOpen:
                outcome.unreadable.append(key)
    # Not `save`: nothing has changed but the cipher, so no signal, no new `updated_at`.
    model._base_manager.using(PRIMARY).bulk_update(found, names)
    outcome.resealed += len(found)
