"""Encrypted fields (O5): what is stolen from the database says nothing, and what is put there in clear is refused."""

import traceback

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Address
from security.fields import EncryptedCharField, EncryptedTextField
from security.sealing import CannotOpen, seal, unseal
from testing.factories import AddressFactory, UserFactory

COLUMN = "accounts.address.city"


def stored(column, row):
    """What the table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_address WHERE id = %s", [row.pk])  # noqa: S608  (a test's own name)
        return cursor.fetchone()[0]


def store(column, row, value):
    """Put something into the table past the field."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_address SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_every_text_comes_back(text):
    """Empty ones and all scripts too; twice the same text is stored differently."""
    first, second = seal(text, COLUMN), seal(text, COLUMN)
    assert unseal(first, COLUMN) == unseal(second, COLUMN) == text
    assert first != second


@pytest.mark.django_db
def test_the_table_holds_nothing_readable():
    """Every way to write encrypts: create, save, bulk_create, bulk_update, update."""
    one = AddressFactory(city="Utrecht", line_2="")
    two, three = Address.objects.bulk_create([AddressFactory.build(user=one.user, city="Utrecht") for _ in range(2)])
    three.city = "Utrecht"
    Address.objects.bulk_update([three], ["city"])
    Address.objects.filter(pk=two.pk).update(city="Utrecht")
    ciphertexts = {stored("city", row) for row in (one, two, three)}
    assert len(ciphertexts) == 3
    assert all(text.startswith("e1.") and "Utrecht" not in text for text in ciphertexts)
    assert stored("line_2", one).startswith("e1.")
    assert list(Address.objects.values_list("city", flat=True)) == ["Utrecht"] * 3


@pytest.mark.django_db
def test_plain_text_cannot_get_into_the_column():
    """Neither by raw SQL nor by an expression that the field does not see."""
    row = AddressFactory()
    with pytest.raises(IntegrityError, match="city_check"):
        store("city", row, "Utrecht")
    with pytest.raises(IntegrityError, match="city_check"):
        Address.objects.filter(pk=row.pk).update(city=F("country"))


@pytest.mark.django_db
def test_a_value_of_another_column_does_not_open():
    """Whoever can write to the database cannot have the shop show a telephone number as a town."""
    row = AddressFactory(phone="+31 30 123456")
    store("city", row, stored("phone", row))
    with pytest.raises(CannotOpen, match="belongs to another column"):
        Address.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-4] + ("AAAA" if text[-4:] != "AAAA" else "BBBB"),
        lambda text: text[:-8],
        lambda text: text[:12],
        lambda text: text + "!",
        lambda text: text.replace("e1.", "e2.", 1),
        lambda text: "e1.00000000." + text.split(".")[2],
        lambda text: "Utrecht",
        lambda text: "",
    ],
)
def test_a_changed_value_does_not_open_and_the_error_shows_none(change):
    """The message names the column and what to do; neither text nor ciphertext is in it, nor in what caused it."""
    changed = change(seal("Utrecht", COLUMN))
    with pytest.raises(CannotOpen, match=r"accounts\.address\.city") as refused:
        unseal(changed, COLUMN)
    report = "".join(traceback.format_exception(refused.value))
    assert "Utrecht" not in str(refused.value)
    assert changed[12:] not in report or not changed[12:]
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lookup", ["city", "city__iexact", "city__contains", "city__in", "city__gt", "city__regex", "city__nonsense"]
)
def test_lookups_are_refused_in_words(lookup):
    """They would silently find nothing."""
    with pytest.raises(FieldError, match=r"accounts\.Address\.city is encrypted and cannot be looked up"):
        list(Address.objects.filter(**{lookup: ["x"] if lookup.endswith("in") else "x"}))
    assert not UserFactory().addresses.filter(city__isnull=True).exists()


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key"])
def test_options_that_cannot_work_are_refused(option):
    """At the definition, not when the first duplicate slips through."""
    with pytest.raises(FieldError, match=option):
        EncryptedTextField(**{option: True})


@pytest.mark.django_db
def test_length_is_checked_on_the_text():
    """And not on its ciphertext, which is longer."""
    AddressFactory(postal_code="x" * 20).full_clean()
    with pytest.raises(ValidationError, match="at most 20 characters"):
        AddressFactory.build(user=UserFactory(), postal_code="x" * 21).full_clean()


def test_a_renamed_field_can_keep_its_old_name():
    """`column` goes into the migration and into what the value is bound to."""
    field = EncryptedCharField(max_length=20, column="orders.parcel.city")
    assert field.bound_to == "orders.parcel.city"
    assert field.deconstruct()[3] == {"max_length": 20, "column": "orders.parcel.city"}
    assert field.clone().bound_to == field.bound_to
    assert Address._meta.get_field("city").bound_to == COLUMN


@pytest.mark.django_db
def test_a_row_does_not_show_itself_in_logs_and_errors():
    """Its text is its number, and Postgres' complaint about a row has ciphertext only."""
    row = AddressFactory(city="Utrecht", is_default=True)
    assert "Utrecht" not in f"{row!r} {row}"
    with pytest.raises(IntegrityError) as refused:
        AddressFactory(user=row.user, city="Utrecht", country="XX")
    assert "Utrecht" not in str(refused.value)
