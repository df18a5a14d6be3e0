"""Rows that were read to be read."""

from django.db import models


class ReadOnlyError(TypeError):
    """Somebody tried to write through a queryset, or a row of one, that was declared read-only."""

    @classmethod
    def of(cls, model: type[models.Model]) -> "ReadOnlyError":
        """The error for a model."""
        return cls(
            f"{model._meta.label} was read through a read-only queryset: nothing was written, since what was read may "
            f"be a replica's older row. Fetch it with {model.__name__}.objects in the transaction that changes it."
        )


def mark[Model: models.Model](row: Model) -> Model:
    """Have the router refuse to write this row."""
    row._state.read_only = True  # type: ignore[attr-defined]  # ModelState takes any attribute
    return row


def refuse_marked(row: object) -> None:
    """Raises ReadOnlyError for a row that `mark` was called for."""
    if isinstance(row, models.Model) and getattr(row._state, "read_only", False):
        raise ReadOnlyError.of(type(row))
