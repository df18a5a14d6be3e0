"""Keys of encrypted fields are changed without a pause and without a loss (O5)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Address
from config.tests.test_env import problems_with
from security.keys import make_keys
from security.sealing import CannotOpen
from security.services import rotate_encryption as rotation
from testing.factories import AddressFactory

pytestmark = pytest.mark.django_db

OLD, NEW, NEWER = (name * 40 for name in "abc")


@pytest.fixture
def rows(settings):
    """Five addresses under the old key, and then a new key in front of it."""
    settings.FIELD_ENCRYPTION_KEY = OLD
    made = [AddressFactory(city=f"Town {n}") for n in range(5)]
    settings.FIELD_ENCRYPTION_KEY = f"{NEW}\n{OLD}"
    return made


def rotate(*arguments):
    """What the command prints, and its exit message."""
    out = StringIO()
    try:
        call_command("rotate_encryption", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return out.getvalue(), str(stop.code)
    return out.getvalue(), ""


def towns():
    """All towns in the order of creation."""
    return list(Address.objects.order_by("pk").values_list("city", flat=True))


def test_a_new_key_in_front_reads_the_old_and_seals_the_new(rows):
    """Before the rotation nothing is lost, and a saved row is under the new key."""
    assert towns() == [f"Town {n}" for n in range(5)]
    rows[0].save()
    assert rotation.count_outdated(Address, ["city"]) == 4


def test_after_the_rotation_the_old_key_is_not_needed(rows, settings):
    """Everything still opens with the new key alone; the count says so."""
    out, error = rotate("--batch-size", "2")
    assert "accounts.Address: 5 rows re-encrypted" in out
    assert "accounts.Address: 0 rows left" in out
    assert not error
    settings.FIELD_ENCRYPTION_KEY = NEW
    assert towns() == [f"Town {n}" for n in range(5)]
    assert "accounts.Address: 0 rows re-encrypted" in rotate()[0]


def test_a_key_taken_out_too_early_is_an_error_and_no_nonsense(rows, settings):
    """The message says how to get the values back."""
    settings.FIELD_ENCRYPTION_KEY = NEW
    with pytest.raises(CannotOpen, match="Put the key back"):
        towns()


def test_the_rotation_goes_on_where_it_was_stopped(rows, monkeypatch):
    """Killed in its second batch it has kept the first; the next run does the rest only."""
    reseal, calls = rotation._reseal, []

    def dies_in_the_second(*arguments):
        reseal(*arguments)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(rotation, "_reseal", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        rotate("--batch-size", "2")
    assert rotation.count_outdated(Address, ["city"]) == 3
    monkeypatch.undo()
    assert "accounts.Address: 3 rows re-encrypted" in rotate()[0]


def test_a_row_that_cannot_be_opened_is_named_and_stops_nobody_else(rows, settings):
    """The others are rotated, and the exit says that older keys are needed."""
    settings.FIELD_ENCRYPTION_KEY = NEWER
    lost = AddressFactory(city="Lost")
    settings.FIELD_ENCRYPTION_KEY = f"{NEW}\n{OLD}"
    out, error = rotate()
    assert "accounts.Address: 5 rows re-encrypted" in out
    assert f"accounts.Address {lost.pk}: cannot be opened" in out
    assert "Lost" not in out + error
    assert "still needed" in error


def test_counting_changes_nothing(rows):
    """`--check` is for a job that watches."""
    out, error = rotate("--check")
    assert "accounts.Address: 5 rows left" in out
    assert "still needed" in error
    assert rotation.count_outdated(Address, ["city"]) == 5


def test_one_batch_is_one_update_whatever_its_size(rows):
    """No query a row."""
    names = dict(rotation.models_with_encrypted_fields())[Address]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rotation.rotate_model(Address, names, batch_size=500)
    assert len([q for q in captured.captured_queries if q["sql"].startswith("UPDATE")]) == 1


def test_a_batch_of_none_is_refused():
    """It would run for ever."""
    with pytest.raises(CommandError, match="at least one row"):
        rotate("--batch-size", "0")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("short", "line 1 is not a secret"),
        (f"{NEW}\nshort-and-secret", "line 2 is not a secret"),
        (f"{NEW}\n\n{OLD}", "line 2 is not a secret"),
        (f"{NEW} {OLD}", "line 1 is not a secret"),
        (f"{NEW}\n{OLD}\n{NEW}", "in it twice"),
        ("é" * 40, "line 1 is not a secret"),
    ],
)
def test_a_malformed_key_file_stops_the_start(monkeypatch, text, message):
    """The report names the file and the line, and shows nothing of it."""
    report = problems_with(monkeypatch, FIELD_ENCRYPTION_KEY=text)
    assert "field_encryption_key" in report
    assert message in report
    assert not [line for line in text.split() if line in report]


def test_a_key_does_not_show_itself():
    """Its name is public and says nothing about it; different secrets have different names."""
    old, new = make_keys(f"{OLD}\n{NEW}")
    assert old.name != new.name
    assert OLD not in repr(old)
    assert "cipher" not in repr(old)
