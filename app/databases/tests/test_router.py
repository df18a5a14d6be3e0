"""Reads go to the replica until a request writes; writes, transactions and tasks use the primary (D3)."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connections, transaction

from analytics.models import CategoryDay
from catalogue.models import Category, Product
from databases.replica import FALLBACKS, breaker
from databases.router import READS, Reason, Router
from databases.routing import on_primary, request_route
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def test_reads_of_a_request_go_to_the_replica():
    """A request that only reads leaves the primary alone."""
    with request_route(pinned_to_primary=False):
        assert Product.objects.all().db == "replica"


def test_reads_outside_a_request_go_to_the_primary():
    """Tasks and commands see what was just written."""
    assert Product.objects.all().db == "default"


def test_a_write_pins_the_rest_of_the_request_and_no_other():
    """After a write the same request reads the primary; the next one reads the replica again."""
    with request_route(pinned_to_primary=False):
        Category.objects.create(name="Kitchen", slug="kitchen")
        assert Category.objects.all().db == "default"
        assert Category.objects.get().slug == "kitchen"
    with request_route(pinned_to_primary=False):
        assert Category.objects.all().db == "replica"


def test_a_transaction_reads_the_primary():
    """Inside atomic() a read sees the transaction's own writes."""
    with request_route(pinned_to_primary=False), transaction.atomic():
        assert Product.objects.all().db == "default"


def test_who_somebody_is_is_never_read_from_a_copy():
    """Sessions and users come from the primary, or a login could be unknown to the next request."""
    with request_route(pinned_to_primary=False):
        assert Session.objects.all().db == "default"
        assert get_user_model().objects.all().db == "default"


def test_analytics_models_live_in_their_own_database():
    """Both reads and writes, in and out of requests."""
    assert CategoryDay.objects.all().db == "analytics"
    assert Router().db_for_write(CategoryDay) == "analytics"
    assert "analytics_categoryday" not in connections["default"].introspection.table_names()
    assert "catalogue_product" not in connections["analytics"].introspection.table_names()
    for alias in ("default", "analytics"):
        assert "receipts_taskreceipt" in connections[alias].introspection.table_names()


def test_rows_of_primary_and_replica_may_be_related():
    """A product read from the replica can be given a category of the primary."""
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    with request_route(pinned_to_primary=False):
        copy = Category.objects.get()
        assert copy._state.db == "replica"
        Product.objects.create(name="Bowl", slug="bowl", price=1, category=copy)
    assert category.products.count() == 1


@pytest.fixture
def replica_gone():
    """The replica's address leads nowhere; afterwards it is back and in use again."""
    connection = connections["replica"]
    connection.close()
    connection.close_pool()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = 1
    yield
    connection.settings_dict["PORT"] = port
    connection.close_pool()
    wait_until(lambda: breaker.is_open, lambda still: not still)


def test_a_replica_that_is_gone_costs_one_read_and_no_page(shop, site, replica_gone):
    """The page is answered by the primary, the fallback is counted, and the next page does not even try the replica."""
    before = FALLBACKS._value.get()
    assert site.get("/").status_code == 200
    assert FALLBACKS._value.get() == before + 1
    assert breaker.is_open
    with request_route(pinned_to_primary=False):
        assert Product.objects.all().db == "default"
    assert site.get("/products/spade/").status_code == 200
    assert FALLBACKS._value.get() == before + 1


@pytest.mark.urls("databases.tests.urls")
def test_a_read_that_prepares_for_nothing_survives_the_replica_too(shop, site, replica_gone):
    """A plain query in a view is answered by the primary, whoever wrote it; the fallback is counted."""
    before = FALLBACKS._value.get()
    assert site.get("/price/spade/").content.startswith(b"30.00")
    assert FALLBACKS._value.get() == before + 1
    down = READS.labels("default", Reason.DOWN)._value.get()
    assert site.get("/price/spade/").content == b"30.00 from default"
    assert READS.labels("default", Reason.DOWN)._value.get() > down


def test_on_primary_reads_the_primary():
    """The explicit way, for a selector that must be exact."""
    with request_route(pinned_to_primary=False), on_primary():
        assert Product.objects.all().db == "default"
