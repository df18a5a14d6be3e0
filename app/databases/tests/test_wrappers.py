"""Statements are counted, timed and logged without what people typed (D6)."""

import re
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, connections
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from catalogue.models import Product
from databases import wrappers
from databases.sql_text import LONGEST, shape
from databases.usage import counting, current
from databases.writes import changes_something

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything_is_slow(monkeypatch):
    """The limit is below the duration of any statement."""
    monkeypatch.setattr(wrappers, "SLOW_SECONDS", 0.0)


def test_a_slow_statement_is_logged_without_its_values(everything_is_slow):
    """Neither parameters nor literals get into the log; the counter has one more."""
    before = wrappers.SLOW.labels("default")._value.get()
    with capture_logs() as logs, connection.cursor() as cursor:
        cursor.execute("SELECT %s, 'typed-by-hand', 4711 /* comment */", ["ann@example.com"])
    (line,) = [entry for entry in logs if entry["event"] == "slow statement"]
    assert line["sql"] == "SELECT ?, ?, ?"
    assert (line["database"], line["log_level"], line["seconds"] >= 0) == ("default", "warning", True)
    assert "ann@example.com" not in repr(logs)
    assert wrappers.SLOW.labels("default")._value.get() == before + 1


def test_the_servers_own_time_counts():
    """A statement that takes more than a second is slow; a quick one is not."""
    with capture_logs() as logs, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT pg_sleep(1.01)")
    assert [entry["sql"] for entry in logs if entry["event"] == "slow statement"] == ["SELECT pg_sleep(?)"]


@pytest.mark.parametrize("alias", ["default", "replica", "analytics"])
def test_every_connection_is_observed_once(alias):
    """Also after it was closed and made again."""
    for _ in range(3):
        with counting() as used, connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        assert (used.queries, dict(used.by_database)) == (1, {alias: 1})
        connections[alias].close()


def test_errors_are_counted_by_kind():
    """The statement that failed, and nothing else."""
    counter = wrappers.ERRORS.labels("default", "ProgrammingError")
    before = counter._value.get()
    with counting() as used, pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert counter._value.get() == before + 1
    assert (used.queries, used.errors) == (1, 1)


def test_a_request_knows_its_queries_its_time_and_its_repetitions(shop):
    """What a middleware around the request needs to find an N+1."""
    with counting() as used:
        for product in Product.objects.filter(category=shop["kitchen"])[:5]:
            assert Product.objects.get(pk=product.pk).slug == product.slug
        assert current() is used
    text, times = used.most_repeated
    assert (used.queries, times) == (6, 5)
    assert 0 < used.seconds < 60
    assert text.startswith("SELECT")
    assert current() is None


def test_an_inner_count_is_its_own_and_belongs_to_the_outer_one_too():
    """The outer sum is complete whoever counts inside; like statements of several inner blocks are no repetition."""
    with counting() as outer, connection.cursor() as cursor:
        cursor.execute("SELECT 2, 3")
        for _ in range(12):
            with counting() as inner:
                cursor.execute("SELECT 1")
                with suppress(DatabaseError):
                    cursor.execute("SELECT no_such_column")
            assert (inner.queries, inner.errors, inner.repeated) == (2, 1, {})
    assert (outer.queries, outer.errors, dict(outer.by_database)) == (25, 12, {"default": 25})
    assert outer.seconds == pytest.approx(sum(outer.seconds_by_database.values()))
    assert outer.repeated == {}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM t WHERE a = 'x''y' AND b = 12.5e-3", "SELECT * FROM t WHERE a = ? AND b = ?"),
        ("SELECT * FROM t WHERE id IN (%s, %s,%s)", "SELECT * FROM t WHERE id IN (?)"),
        ("INSERT INTO t VALUES (%s, %s), (%s, %s)", "INSERT INTO t VALUES (?)"),
        ('SELECT "t1"."name1", t2.c3 FROM "t1"', 'SELECT "t1"."name1", t2.c3 FROM "t1"'),
        ("SELECT E'it\\'s', $$b$$, $tag$c$tag$, U&'d', %(name)s, $1", "SELECT ?, ?, ?, ?, ?, ?"),
        ("SELECT 1 -- secret\n  , 2 /* ann */", "SELECT ? , ?"),
        ("SELECT 'never closed", "SELECT ?"),
    ],
)
def test_shape(sql, expected):
    """Values, lists, rows and comments go; names stay."""
    assert shape(sql) == expected


@given(st.text(max_size=40), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
def test_no_literal_survives(text, whole, fraction):
    """Whatever Postgres would read as a value."""
    literal = "'" + text.replace("'", "''") + "'"
    found = shape(f"SELECT a FROM t WHERE b = {literal} AND c = {whole} AND d = {fraction!r}")  # noqa: S608 - never run
    assert re.fullmatch(r"SELECT a FROM t WHERE b = \? AND c = -?\? AND d = -?\?", found), found


@given(st.text(max_size=3000))
def test_any_text_has_a_shape(text):
    """Never an error, never longer than what is kept, and the shape of a shape is the same."""
    assert len(shape(text)) <= LONGEST


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        ("SELECT 1", False),
        ('  select "updated_at" FROM t', False),
        ("SELECT * FROM t FOR UPDATE OF t", False),
        ("SELECT * FROM t FOR NO KEY UPDATE", False),
        ("SAVEPOINT x", False),
        ("EXPLAIN SELECT 1", False),
        ("INSERT INTO t VALUES (1)", True),
        ("WITH x AS (SELECT 1) UPDATE t SET a = 1", True),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", True),
        ("TRUNCATE t", True),
        ("COPY t FROM STDIN", True),
        ("", True),
        (b"SELECT 1", True),
    ],
)
def test_what_changes_something(sql, changes):
    """A lock is no change; what is not understood is one."""
    assert changes_something(sql) is changes
