"""Every request is measured; what is slow or repeats itself is said, with the line that did it (M1)."""

import re
import time

import pytest
from django.db import connections
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import include, path
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from zeal import zeal_ignore

from catalogue.models import Product
from monitoring import performance
from monitoring.minutes import Minutes, minutes
from monitoring.minutes_selectors import BOUNDS_MS, Totals, by_route, summed

pytestmark = pytest.mark.django_db


def ask_in_a_loop(request, times):
    """As many statements of one shape, with other values each."""
    with connections["default"].cursor() as cursor:
        for number in range(times):
            cursor.execute("SELECT name FROM catalogue_product WHERE stock = %s", [number])
    return HttpResponse("done")


def ask_in_a_template(request):
    """The template asks for each product's category."""
    page = engines["django"].from_string("\n{% for p in products %}{{ p.category.name }}{% endfor %}")
    with zeal_ignore():
        return HttpResponse(page.render({"products": Product.objects.all()[:12]}))


def sleep_in_the_database(request):
    """Slow, and the databases are to blame."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")
    return HttpResponse("late")


urlpatterns = [
    path("loop/<int:times>", ask_in_a_loop, name="loop"),
    path("template", ask_in_a_template, name="template"),
    path("sleep", sleep_in_the_database, name="sleep"),
    path("", include("config.urls")),
]


@pytest.fixture
def visitor(settings):
    """A visitor of these views and the shop's."""
    settings.ROOT_URLCONF = __name__
    performance._said.forget()
    minutes.forget()
    return Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")


def value(name, **labels):
    """A metric of this process."""
    return REGISTRY.get_sample_value(name, labels) or 0


def records(logs, event):
    """The log's records of one kind."""
    return [record for record in logs if record["event"].startswith(event)]


def test_eleven_statements_alike_are_an_n_plus_one_with_its_line(visitor):
    """Ten are not. The record has the line, the shape and how often, never a value; a repetition is counted only."""
    before = value("shop_similar_statements_total", route="loop")
    with capture_logs() as logs:
        visitor.get("/loop/10")
        assert records(logs, "similar") == []
        visitor.get("/loop/11")
        visitor.get("/loop/12")
    (record,) = records(logs, "similar statements")
    file, _, line = record["line"].partition(":")
    assert file == "monitoring/tests/test_performance.py"
    assert re.fullmatch(r"\d+ ask_in_a_loop", line)
    assert record["statement"] == "SELECT name FROM catalogue_product WHERE stock = ?"
    assert (record["times"], record["route"]) == (11, "loop")
    assert value("shop_similar_statements_total", route="loop") == before + 2


def test_a_template_that_asks_is_named_itself(visitor, shop):
    """The line of the template is worth more than that of the view that renders it."""
    with capture_logs() as logs:
        visitor.get("/template")
    (record,) = records(logs, "similar statements")
    assert record["line"] == "a template:2"


def test_a_slow_request_is_said_with_its_id_and_where_the_time_went(visitor, settings):
    """The limit is a setting; below it nothing is said."""
    with capture_logs() as logs:
        visitor.get("/sleep")
        assert records(logs, "slow request") == []
        settings.SLOW_REQUEST_SECONDS = 0.04
        visitor.get("/sleep")
    (record,) = records(logs, "slow request")
    assert record["seconds"] > 0.04
    assert record["database_seconds"]["default"] > 0.04
    assert (record["route"], record["statements"], record["log_level"]) == ("sleep", 1, "warning")


def test_labels_are_closed_lists_whatever_is_asked_for(visitor, shop):
    """Hundreds of paths and made-up methods are one label each; ids of products never are one."""

    def labels():
        return {
            (s.labels["route"], s.labels["method"], s.labels["status"], s.labels["layer"])
            for family in REGISTRY.collect()
            for s in family.samples
            if s.name == "shop_requests_total"
        }

    before = labels()
    for number in range(30):
        visitor.get(f"/no/such/page/{number}")
        visitor.generic(f"METHOD{number}", "/")
    for product in shop["products"][:5]:
        visitor.get(f"/products/{product.slug}/")
    new = labels() - before
    assert len({route for route, *_ in new}) <= 3
    assert {method for _, method, *_ in new} <= {"GET", "OTHER"}


def test_the_layer_that_answered_is_a_label(visitor, shop):
    """The second answer of a page comes from the view's cache."""
    labels = {"route": "catalogue:list", "method": "GET", "status": "2xx", "layer": "view"}
    visitor.get("/")
    before = value("shop_requests_total", **labels)
    assert visitor.get("/")["X-Cache-Layer"] == "view"
    assert value("shop_requests_total", **labels) == before + 1


def test_the_sums_of_all_processes_are_in_redis_by_minute(visitor, settings):
    """Two processes count and flush; what is read back is the sum of both, by view, and in all."""
    other = Minutes()
    settings.SLOW_REQUEST_SECONDS = 0.04
    visitor.get("/sleep")
    minutes.flush()
    rows = minutes._rows
    assert rows == {}
    visitor.get("/loop/11")
    other._rows, minutes._rows = minutes._rows, {}
    other.flush()
    found = by_route(1, now=time.time() + 60)
    assert (found["sleep"].requests, found["sleep"].slow, found["sleep"].statements) == (1, 1, 1)
    assert (found["loop"].requests, found["loop"].similar, found["loop"].statements) == (1, 1, 11)
    whole = summed(found)
    assert (whole.requests, sum(whole.times)) == (2, 2)
    assert whole.figures()["mean_ms"] > 20


def test_a_redis_that_is_away_costs_no_count(visitor, monkeypatch):
    """What was not taken is added the next time."""

    def away(_):
        raise OSError("away")

    visitor.get("/loop/1")
    with monkeypatch.context() as patched:
        patched.setattr("monitoring.minutes.get_redis_connection", away)
        minutes.flush()
    minutes.flush()
    assert by_route(1, now=time.time() + 60)["loop"].requests == 1


@pytest.mark.parametrize(("times", "share", "expected"), [({}, 0.95, 0), ({4: 100}, 0.5, 150), ({9: 1}, 0.5, 10_000)])
def test_quantiles_lie_between_the_bounds(times, share, expected):
    """Nothing counted is 0; within a bound they are spread evenly; above the last bound they are that bound."""
    totals = Totals()
    for place, number in times.items():
        totals.times[place] = number
    assert totals.quantile_ms(share) == expected
    assert len(totals.times) == len(BOUNDS_MS) + 1
