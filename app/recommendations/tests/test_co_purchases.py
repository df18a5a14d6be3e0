"""What is bought together is counted by a task, and only the pages it changes are forgotten (C7, Q3)."""

import pytest

from config.celery import app
from orders.states import OrderStatus
from receipts.models import TaskReceipt
from recommendations.models import CoPurchase
from recommendations.services import count_co_purchases as counting
from recommendations.services import invalidate
from recommendations.services.count_co_purchases import count_co_purchases
from recommendations.tests.selling import sold
from testing.factories import ProductFactory
from testing.parallel import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    """Products a, b, c and d."""
    return [ProductFactory(slug=letter, name=letter.upper()) for letter in "abcd"]


def pairs():
    """The table as {(product, other): orders}, by slug."""
    return {
        (product, other): orders
        for product, other, orders in CoPurchase.objects.values_list("product__slug", "other__slug", "orders")
    }


def test_every_pair_of_an_order_counts_once_in_both_directions(goods):
    """Orders of one product give none."""
    a, b, c, _ = goods
    sold(a, b, c)
    sold(a, b)
    sold(a)
    assert count_co_purchases()["pairs"] == 6
    assert pairs() == {(x, y): 2 if {x, y} == {"a", "b"} else 1 for x in "abc" for y in "abc" if x != y}


def test_no_orders_give_no_pairs():
    """A new shop has no data, and no error."""
    assert count_co_purchases() == {"pairs": 0, "written": 0, "gone": 0, "products": 0}


@pytest.mark.parametrize("status", [s for s in OrderStatus if s not in counting.COUNTED])
def test_orders_that_were_not_paid_or_taken_back_do_not_count(goods, status):
    """Anybody can place orders to push a product."""
    sold(*goods[:2], status=status)
    count_co_purchases()
    assert pairs() == {}


def test_old_and_huge_orders_do_not_count(goods, monkeypatch):
    """And of very many orders the newest do."""
    a, b, c, d = goods
    monkeypatch.setattr(counting, "MOST_LINES", 3)
    sold(a, b, days_ago=91)
    sold(a, b, c, d)
    count_co_purchases()
    assert pairs() == {}
    monkeypatch.setattr(counting, "MOST_ORDERS", 1)
    sold(a, b)
    sold(c, d)
    count_co_purchases()
    assert set(pairs()) == {("c", "d"), ("d", "c")}


def test_only_the_strongest_are_kept(goods, monkeypatch):
    """Bounded a product, strongest first, ties by the newer product."""
    a, b, c, d = goods
    monkeypatch.setattr(counting, "KEPT", 2)
    sold(a, b)
    sold(a, c, times=3)
    sold(a, d)
    count_co_purchases()
    assert {other: orders for (product, other), orders in pairs().items() if product == "a"} == {"c": 3, "d": 1}


def test_counting_again_changes_nothing_and_keeps_up_with_orders(goods):
    """Rows that are right are not touched; those that ended are deleted."""
    a, b, c, _ = goods
    sold(a, b)
    count_co_purchases()
    again = count_co_purchases()
    assert (again["written"], again["gone"], again["products"]) == (0, 0, 0)
    sold(b, c)
    assert count_co_purchases()["written"] == 2
    CoPurchase.objects.create(product=a, other=c, orders=5)
    assert count_co_purchases()["gone"] == 1
    assert set(pairs()) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}


def test_only_pages_whose_suggestions_changed_are_forgotten(goods, site, edge_server):
    """The new pair is on the cached page at once; a higher count of the same pair changes no page."""
    a, b, *_ = goods
    for letter in "abc":
        site.get(f"/products/{letter}/")
    sold(a, b)
    edge_server.purged.clear()
    count_co_purchases()
    assert sorted(path for path, _ in edge_server.purged) == [
        *("/api/v1/products/a", "/api/v1/products/b", "/products/a/", "/products/b/")
    ]
    page = site.get("/products/a/").content.decode()
    assert ">B<" in page[page.index("Often bought together") :]
    assert site.get("/products/c/")["X-Cache-Layer"] == "view"
    site.get("/products/b/")
    edge_server.purged.clear()
    sold(a, b)
    count_co_purchases()
    assert edge_server.purged == []
    assert site.get("/products/b/")["X-Cache-Layer"] == "view"


def test_very_many_changes_are_one_purge(goods, edge_server, monkeypatch):
    """The edge is not asked for each of thousands of pages."""
    monkeypatch.setattr(invalidate, "MOST_PURGES", 3)
    sold(*goods)
    count_co_purchases()
    assert [path for path, _ in edge_server.purged] == ["/products/*", "/api/v1/products/*"]


def test_simultaneous_counts_agree(goods):
    """Four workers at once: no error, one result."""
    sold(*goods[:3])
    done = at_once([count_co_purchases] * 4)
    assert sorted(one["written"] for one in done) == [0, 0, 0, 6]
    assert len(pairs()) == 6


def test_beat_sends_it_to_the_analytics_queue_and_a_repetition_is_the_same_effect(goods):
    """Hourly; redelivered, it answers with its receipt."""
    entry = next(e for e in app.conf.beat_schedule.values() if e["task"].endswith("count_co_purchases"))
    assert entry["schedule"].total_seconds() == 3_600
    assert app.amqp.router.route({}, entry["task"])["queue"].name == "analytics"
    sold(*goods[:2])
    app.autodiscover_tasks(force=True)
    task = app.tasks[entry["task"]]
    first = task.apply(kwargs={"effect_key": "hour-1"}, throw=True).result
    sold(*goods[2:])
    assert task.apply(kwargs={"effect_key": "hour-1"}, throw=True).result == first
    assert TaskReceipt.objects.filter(task=entry["task"]).count() == 1
    assert len(pairs()) == 2
