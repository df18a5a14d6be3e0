"""Querysets for reading much (D4): one that cannot write, and one that fetches what it refers to by itself.

`reading(Product)` is a queryset of any model that refuses to write. A model of its own kind takes the managers:

    class Shelf(models.Model):
        objects = OptimizedManager()
"""

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from django.db import models
from django.db.models.query import ModelIterable

from caching.memo import Answer, remember
from databases.read_only import ReadOnlyError, mark
from databases.related import plan

#: joins that `with_related` makes at most; further relations are left to the caller, who knows which he needs
MOST_JOINS = 5


class _MarkedRows(ModelIterable):
    """Rows whose `save` and `delete` the router refuses."""

    def __iter__(self) -> Iterator[models.Model]:
        for row in super().__iter__():
            yield mark(row)


class ReadOnlyQuerySet(models.QuerySet):
    """Reads the replica, also outside a request; refuses to write, and so do the rows it gives.

    Inside a transaction on the primary it reads the primary, like everything else.
    """

    def __init__(self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None) -> None:
        super().__init__(model, query, using, {**(hints or {}), "read_only": True})
        self._iterable_class = _MarkedRows

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ReadOnlyError.of(self.model)

    # Every method that writes or locks; the asynchronous ones call these.
    create = bulk_create = get_or_create = update_or_create = update = bulk_update = delete = _refuse
    _insert = _update = _raw_delete = select_for_update = _refuse


class OptimizedQuerySet(models.QuerySet):
    """A queryset that knows its model's relations."""

    def with_related(self, *names: str, joins: int = MOST_JOINS) -> "OptimizedQuerySet":
        """Fetch the model's forward relations with the rows: to-one by joins, many-to-many by one query each.

        All of them, or those named. Only the model's own relations, not those behind them, and never reverse ones:
        their number of rows knows no bound.

        Raises:
            ValueError: there are more to-one relations than `joins`, or a name is no such relation.
        """
        found = plan(self.model, names, joins)
        queryset = self.select_related(*found.joined) if found.joined else self
        return queryset.prefetch_related(*found.prefetched) if found.prefetched else queryset

    def with_cache(self, kind: str, name: str, *, tags: Iterable[str], seconds: float) -> Answer[list[dict[str, Any]]]:
        """The rows of a `values()` queryset through the shared cache (caching.memo); a hit costs no query.

        Name the columns in `values(…)`: plain data is kept, no model instances, which would outlive a migration.
        """
        rows = self if self._fields is not None else self.values()
        return remember(kind, name, lambda: list(rows), tags=tags, seconds=seconds)

    def has_at_least(self, number: int) -> bool:
        """Whether there are that many rows, without counting those beyond."""
        return number <= 0 or self.order_by()[number - 1 : number].exists()


ReadOnlyManager = models.Manager.from_queryset(ReadOnlyQuerySet, "ReadOnlyManager")
OptimizedManager = models.Manager.from_queryset(OptimizedQuerySet, "OptimizedManager")


def reading[Model: models.Model](model: type[Model]) -> ReadOnlyQuerySet:
    """Rows of any model, to be read only."""
    return ReadOnlyQuerySet(model)
