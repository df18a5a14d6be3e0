"""A task may write files while its row is locked, however long that takes (Q4, D1)."""

import pytest
from django.conf import settings
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from databases.pauses import allow_pauses
from imports.models import Policy
from imports.services.accept_file import accept_file
from imports.services.plan import plan
from reports.models import Kind
from reports.services.build_report import build_report
from reports.services.request_report import request_report
from testing.factories import UserFactory

pytestmark = pytest.mark.django_db

ROWS = "sku,name,category,price,stock\nspoon,Spoon,kitchen,1.00,1\n"


def limit():
    """After how many seconds of silence the server would end this session's transaction; 0 is never."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval)::int"
        )
        return cursor.fetchone()[0]


def test_it_holds_for_one_transaction(shop):
    """As long as a task may run; afterwards what the role has."""
    before = limit()
    with transaction.atomic():
        allow_pauses()
        assert limit() == settings.CELERY["task_time_limit"] != before
    assert limit() == before


def test_outside_of_a_transaction_it_is_refused(shop):
    """Where it would hold for nothing, or for ever."""
    with pytest.raises(TransactionManagementError, match=r"atomic\(\)"):
        allow_pauses()


@pytest.mark.parametrize("work", ["report", "import"])
def test_files_are_written_under_the_longer_limit(work, shop, bucket, monkeypatch):
    """Reports and the chunks of an import: all that holds a row and writes to the object store (Q4)."""
    staff = UserFactory(is_staff=True, is_superuser=True)
    if work == "report":
        asked, _ = request_report(Kind.STOCK_LIST, to=[staff])
    else:
        asked = accept_file(data=ROWS.encode(), file_name="one.csv", policy=Policy.ALL_OR_NOTHING, by=staff)
    seen, save = [], Storage.save

    def look(storage, name, content, **options):
        seen.append(limit())
        return save(storage, name, content, **options)

    monkeypatch.setattr(Storage, "save", look)
    build_report(asked.pk) if work == "report" else plan(asked.pk)
    assert set(seen) == {settings.CELERY["task_time_limit"]}
