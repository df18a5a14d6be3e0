"""Large tables are read to their end with bounded memory (D8)."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from catalogue.models import Product
from databases.scan import scan
from reports.models import Report
from reports.services.build_now import build_stock_list_report
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def fetched():
    """Rows that each statement on the primary brought into this process, one number a statement."""
    numbers = []

    def count(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        numbers.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(count):
        yield numbers


def test_a_scan_holds_one_chunk_where_iterator_would_hold_everything(shop, fetched):
    """27 rows in chunks of five: no statement brings more than five; `iterator` brings all 27 in one (D8)."""
    by_key = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    fetched.clear()
    assert [product.pk for product in Product.objects.order_by("pk").iterator(chunk_size=5)] == by_key
    assert fetched == [27]
    fetched.clear()
    assert [product.pk for product in scan(Product.objects.order_by("name"), chunk=5)] == by_key
    assert fetched == [5, 5, 5, 5, 5, 2]


@pytest.mark.parametrize("chunk", [1, 26, 27, 28])
def test_a_scan_sees_every_row_once_whatever_the_chunk(shop, chunk):
    """Also where the last chunk is full, and none for an empty table (D8)."""
    found = [product.pk for product in scan(Product.objects.all(), chunk=chunk)]
    assert found == sorted(Product.objects.values_list("pk", flat=True))
    assert list(scan(Product.objects.none(), chunk=chunk)) == []


def test_a_scan_refuses_what_it_cannot_go_on_from(shop):
    """A slice, or rows without their key (D8)."""
    for impossible in (Product.objects.all()[:5], Product.objects.values("slug")):
        with pytest.raises(ValueError, match="cannot go on from a slice"):
            next(scan(impossible))


def test_the_stock_list_is_read_by_scans_and_adds_up(shop, tmp_path, settings):
    """Every product is in it with its value, and the number of queries is that of the chunks (D8)."""
    location = {"location": str(tmp_path), "allow_overwrite": True}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": location}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with captured_queries() as queries:
        outcome = build_stock_list_report(key="once")
    assert len(queries) == 2, queries.sql
    with default_storage.open(Report.objects.get().object_name) as file:
        rows = {row["product"]: row for row in csv.DictReader(io.StringIO(file.read().decode()))}
    assert len(rows) == outcome["rows"] == 27
    expected = {"category": "Garden", "status": "active", "pieces": "3", "price": "30.00", "value": "90.00"}
    assert rows["spade"] == {"product": "spade", **expected}
