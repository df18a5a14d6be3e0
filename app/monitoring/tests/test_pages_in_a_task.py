"""A task that asks for pages does not spoil what is known of them (M1, C8)."""

import time

import pytest
from django.conf import settings
from structlog.testing import capture_logs

from catalogue.tasks import warm_up_caches
from monitoring.minutes import minutes
from monitoring.minutes_selectors import by_route
from monitoring.tests.test_performance import records, value, visitor

__all__ = ["visitor"]

pytestmark = pytest.mark.django_db


def test_pages_that_a_task_asks_for_are_measured_each_for_itself(visitor, shop):
    """The warm-up asks for a hundred pages in one task: together they are no N+1 of the product's page (C8).

    The task's own figures have all of it.
    """
    before = value("shop_similar_statements_total", route="catalogue:product")
    told = value("shop_request_statements_sum", route="catalogue:product")
    spent = value("shop_task_statements_total", task=warm_up_caches.name, database="replica")
    with capture_logs() as logs:
        made = warm_up_caches.apply().get()["made"]
    products = len(shop["products"]) + 1
    assert made > products > settings.SIMILAR_STATEMENTS_MOST
    assert records(logs, "similar statements") == []
    assert value("shop_similar_statements_total", route="catalogue:product") == before
    minutes.flush()
    counted = by_route(2, now=time.time() + 60)["catalogue:product"]
    assert (counted.requests, counted.similar) == (products, 0)
    asked = value("shop_request_statements_sum", route="catalogue:product") - told
    assert products <= asked <= 3 * products
    assert value("shop_task_statements_total", task=warm_up_caches.name, database="replica") - spent >= asked
