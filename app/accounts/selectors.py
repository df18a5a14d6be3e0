"""What a person is told of their own account."""

from typing import Any

from django.db import models
from django.db.models import CASCADE, PROTECT, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Address, User
from useractions.selectors import actions_of

#: relations to an account that say nothing of the person to the person, each with its reason
NOT_EXPORTED = {
    "admin.LogEntry": "what staff did in the administration is the shop's record",
}
#: fields that are secrets or machinery
HIDDEN_FIELDS = frozenset({"password", "digest", "bond", "key", "token", "idempotency_key"})
#: an account, its orders, their lines, and no further
DEEPEST = 3


def addresses_of(user: User) -> QuerySet[Address]:
    """The person's addresses, the default first."""
    return Address.objects.filter(user=user)


def address_of(user: User, pk: int) -> Address:
    """One of the person's own addresses; another's is a 404 like one that does not exist."""
    return get_object_or_404(addresses_of(user), pk=pk)


def everything_about(user: User) -> dict[str, Any]:
    """All rows that belong to the account, in plain data: the export of Article 20 GDPR.

    Relations are followed, not listed: what another part of the shop keeps of a person is in it by itself.
    """
    found = {"account": _plain(user), **_rows_of(user, 1)}
    # These lie in the analytics database, where no relation leads to.
    return found | ({"useractions.useraction": actions} if (actions := actions_of(user.pk)) else {})


def _rows_of(row: models.Model, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for relation in row._meta.related_objects:
        model = relation.field.model
        owned = depth == 1 or relation.on_delete in (CASCADE, PROTECT)
        if depth > DEEPEST or not owned or model._meta.label in NOT_EXPORTED or relation.many_to_many:
            continue
        rows = model._base_manager.filter(**{relation.field.name: row}).order_by("pk")
        name = f"{model._meta.label_lower}.{relation.field.name}" if depth == 1 else model._meta.label_lower
        if listed := [{**_plain(item), **_rows_of(item, depth + 1)} for item in rows]:
            found[name] = listed
    return found


def _plain(row: models.Model) -> dict[str, Any]:
    names = (f.attname for f in row._meta.concrete_fields if f.name not in HIDDEN_FIELDS)
    return {name: getattr(row, name) for name in names}
