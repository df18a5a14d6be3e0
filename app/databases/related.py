"""Which relations of a model can be fetched together with its rows (D7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class Plan:
    """Names of relations: to be joined, and to be fetched by one query each."""

    joined: tuple[str, ...]
    prefetched: tuple[str, ...]


def plan(model: type[models.Model], names: Iterable[str], joins: int) -> Plan:
    """All forward relations declared by the model, or those named.

    Raises:
        ValueError: more to-one relations than `joins`, or a name that is no forward relation.
    """
    to_one = [f.name for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]
    to_many = [f.name for f in model._meta.many_to_many]
    wanted = set(names) or {*to_one, *to_many}
    if unknown := wanted - {*to_one, *to_many}:
        raise ValueError(
            f"{model._meta.label} has no forward relation {', '.join(sorted(unknown))}; it has "
            f"{', '.join([*to_one, *to_many]) or 'none'}. Nothing would be fetched for it."
        )
    joined = tuple(name for name in to_one if name in wanted)
    if len(joined) > joins:
        raise ValueError(
            f"{model._meta.label} has {len(joined)} to-one relations ({', '.join(joined)}), more than the {joins} "
            "joins allowed: each makes every row wider and the plan harder. Name those that are needed."
        )
    return Plan(joined, tuple(name for name in to_many if name in wanted))
