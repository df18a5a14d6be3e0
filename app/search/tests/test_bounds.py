"""A search may take two seconds of the database's time, and no more (S2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from databases import replica
from databases.routing import request_route
from search import bounds
from search.bounds import SearchTooSlow, bounded_reads

pytestmark = pytest.mark.django_db


def test_a_search_that_takes_too_long_is_given_up(monkeypatch):
    """By the database itself; the limit is gone with the transaction."""
    monkeypatch.setattr(bounds, "TIMEOUT_MILLISECONDS", 50)
    with request_route(pinned_to_primary=False):
        with pytest.raises(SearchTooSlow):
            sleep_in_a_search()
        with connections["replica"].cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


def sleep_in_a_search():
    """A statement that would take twenty seconds, on the replica."""
    with bounded_reads() as alias, connections[alias].cursor() as cursor:
        assert alias == "replica"
        cursor.execute("SELECT pg_sleep(20)")


def test_the_visitor_is_told_and_the_replica_is_not_blamed(goods, site, monkeypatch):
    """503 with Retry-After, kept by nobody; other reads still go to the replica."""
    monkeypatch.setattr(bounds, "TIMEOUT_MILLISECONDS", 100)
    with transaction.atomic(), connections["default"].cursor() as cursor:
        # Somebody alters the table: every search waits, and none may wait for long.
        cursor.execute("LOCK TABLE catalogue_product IN ACCESS EXCLUSIVE MODE")
        answer = from_another_thread(site, "/search/?q=oak")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer["Cache-Control"] == "no-store"
    assert "took too long" in answer.content.decode()
    assert replica.replica_is_usable()
    assert site.get("/search/?q=oak").status_code == 200


def from_another_thread(site, address):
    """The answer to a request that shares no connection with the test."""

    def ask():
        try:
            return site.get(address)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(ask).result(30)
