"""Views are counted in Redis and arrive in Postgres exactly once (C7)."""

import pytest
from django_redis import get_redis_connection

from catalogue.models import Product
from catalogue.services import count_view
from receipts.models import TaskReceipt

pytestmark = pytest.mark.django_db


def views(slug):
    """The product's counter in Postgres."""
    return Product.objects.get(slug=slug).view_count


def test_views_arrive_with_the_flush_and_not_before(shop, site):
    """Three views of one product are one UPDATE later."""
    for _ in range(3):
        site.get("/products/spade/")
    site.get("/products/bowl-1/")
    assert views("spade") == 0
    assert count_view.flush_view_counts() == {"batches": 1, "products": 2, "views": 4}
    assert (views("spade"), views("bowl-1")) == (3, 1)
    assert count_view.flush_view_counts() == {"batches": 0, "products": 0, "views": 0}


def test_a_crash_after_the_commit_counts_nothing_twice(shop, site, monkeypatch):
    """The batch is still in Redis, but its receipt is in Postgres: the next run only cleans up."""
    site.get("/products/spade/")
    redis = get_redis_connection("long_term")
    with monkeypatch.context() as patched:
        patched.setattr(type(redis), "pipeline", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            count_view.flush_view_counts()
    assert views("spade") == 1
    assert redis.smembers(count_view.BATCHES)
    count_view.flush_view_counts()
    assert views("spade") == 1
    assert not redis.smembers(count_view.BATCHES)
    assert TaskReceipt.objects.filter(task=count_view.TASK).count() == 1


def test_a_crash_before_the_commit_loses_nothing(shop, site, monkeypatch):
    """The batch stays and the next run finishes it."""
    site.get("/products/spade/")
    with monkeypatch.context() as patched:
        patched.setattr(count_view, "_add", lambda counts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            count_view.flush_view_counts()
    assert views("spade") == 0
    assert TaskReceipt.objects.count() == 0
    count_view.flush_view_counts()
    assert views("spade") == 1


def test_views_of_pages_that_do_not_exist_are_not_counted(shop, site):
    """Or anyone could fill the buffer."""
    site.get("/products/nope/")
    assert not get_redis_connection("long_term").exists(count_view.BUFFER)
