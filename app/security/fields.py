"""Model fields whose values are encrypted in the database: for personal data that is never searched.

    street = EncryptedCharField(max_length=120)

In Python a value is plain text. In the database it is sealed (security.sealing), which a CHECK of the column demands:
no raw SQL can leave plain text there. Lookups are refused, for equal texts are stored differently; `isnull` works.
"""

from typing import Any

from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Lookup

from security.sealing import VERSION, newest_prefix, seal, unseal


class EncryptedTextField(models.TextField):
    """A text of any length.

    `column` names what the value is bound to. It is `app.model.field` unless given; a field that is renamed gives its
    old name, or its values would not open any more.
    """

    description = "encrypted text"

    def __init__(self, *args: Any, column: str = "", **kwargs: Any) -> None:
        for option in ("primary_key", "unique", "db_index", "unique_for_date"):
            if kwargs.get(option):
                raise FieldError(f"{option} is impossible on an encrypted field: equal texts are stored differently")
        self._given_column = column
        super().__init__(*args, **kwargs)

    @property
    def bound_to(self) -> str:
        """The name the values are bound to."""
        return self._given_column or f"{self.model._meta.label_lower}.{self.name}"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self._given_column:
            kwargs["column"] = self._given_column
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "TextField"

    def db_check(self, connection: Any) -> str:
        """The column holds sealed values only."""
        return f"left({connection.ops.quote_name(self.column)}, {len(VERSION) + 1}) = '{VERSION}.'"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return None if value is None else seal(value, self.bound_to)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value, self.bound_to)

    def get_lookup(self, name: str) -> Any:
        if name in ("isnull", SealedWithNewest.lookup_name):
            return super().get_lookup(name)
        raise FieldError(
            f"{self.model._meta.label}.{self.name} is encrypted and cannot be looked up with `{name}`: the query would "
            "find nothing. Select by another column and compare in Python, or use `isnull`."
        )

    def get_transform(self, name: str) -> Any:
        return self.get_lookup(name)


class EncryptedCharField(EncryptedTextField):
    """A text of at most `max_length` characters in one line; the length is checked by forms and `full_clean`."""

    description = "encrypted text of one line"

    def __init__(self, *args: Any, max_length: int, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)
        self.validators.append(MaxLengthValidator(max_length))

    def formfield(self, **kwargs: Any) -> Any:
        # A plain text input, not TextField's area.
        return models.Field.formfield(self, **{"max_length": self.max_length, **kwargs})


@EncryptedTextField.register_lookup
class SealedWithNewest(Lookup):
    """For the rotation: `field__sealed_with_newest=True` is true of values under the newest key."""

    lookup_name = "sealed_with_newest"

    def get_prep_lookup(self) -> bool:
        return bool(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"starts_with({column}, %s) = %s", [*parameters, newest_prefix(), self.rhs]
