"""Statements that change or lock rows say who sent them, and cost Postgres nothing for it (M7)."""

import pytest
import structlog
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalogue.models import Category
from databases.comments import comment, origin

pytestmark = pytest.mark.django_db

#: the statement as the server sees it while it runs it
SELF = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"


def as_seen(sql):
    """What the server shows of the statement to others."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.fixture
def request_of_ann():
    """A request of the checkout runs."""
    token = origin.set(lambda: "orders:checkout")
    with structlog.contextvars.bound_contextvars(request_id="abcdef0123456789"):
        yield
    origin.reset(token)


def test_what_locks_or_changes_says_who_sent_it(request_of_ann):
    """For whoever looks at pg_stat_activity. What changes has no id and a read no comment: both stay prepared."""
    Category.objects.create(name="Kitchen", slug="kitchen", position=1)
    with transaction.atomic():
        locking = as_seen(f"SELECT ({SELF}) FROM catalogue_category FOR UPDATE")  # noqa: S608 - of this test
    changing = as_seen(f"UPDATE catalogue_category SET position = 2 RETURNING ({SELF})")  # noqa: S608 - of this test
    assert locking.endswith("/*request_id='abcdef0123456789',route='orders:checkout'*/")
    assert changing.endswith("/*route='orders:checkout'*/")
    assert "/*" not in as_seen(SELF)


def test_a_task_says_its_name_and_id():
    """Workers' statements are told apart as well."""
    with structlog.contextvars.bound_contextvars(task="orders.tasks.catch_up", task_id="12-34"):
        assert comment(with_id=True) == " /*task='orders.tasks.catch_up',task_id='12-34'*/"
        assert comment(with_id=False) == " /*task='orders.tasks.catch_up'*/"
    assert comment(with_id=True) == ""


def test_the_counting_of_statements_knows_no_comments(request_of_ann):
    """Twenty requests that lock the same way are one entry of pg_stat_statements."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        for number in range(20):
            with structlog.contextvars.bound_contextvars(request_id=f"request-{number:08}"):
                cursor.execute("SELECT intro FROM catalogue_category WHERE slug = %s FOR UPDATE", ["none"])
        cursor.execute(
            "SELECT count(*), sum(calls) FROM pg_stat_statements"
            " WHERE query LIKE 'SELECT intro FROM catalogue_category%%FOR UPDATE%%'"
            " AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        entries, calls = cursor.fetchone()
    assert entries == 1
    assert calls >= 20


@given(st.text(max_size=60))
def test_no_value_gets_out_of_its_comment(text):
    """Whatever an id is made of."""
    with structlog.contextvars.bound_contextvars(request_id=text):
        found = comment(with_id=True)
    inner = found.removeprefix(" /*").removesuffix("*/")
    assert "*/" not in inner
    assert "/*" not in inner
    assert inner.count("'") in (0, 2)
    assert "%" not in inner
