"""Reading much with few queries and no way to write, writing much in few statements (D4, D7, D8)."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from catalogue.models import Category, Product
from databases.bulk import create_in_batches, update_in_batches
from databases.querysets import OptimizedQuerySet, reading
from databases.read_only import ReadOnlyError
from databases.related import plan
from databases.routing import request_route
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db


def products():
    """The optimised queryset of a model that does not use its manager."""
    return OptimizedQuerySet(Product)


WRITES = {
    "create": lambda rows: rows.create(name="x", slug="x"),
    "bulk_create": lambda rows: rows.bulk_create([Category(name="x", slug="x")]),
    "get_or_create": lambda rows: rows.get_or_create(slug="x", defaults={"name": "x"}),
    "update_or_create": lambda rows: rows.update_or_create(slug="kitchen", defaults={"name": "x"}),
    "update": lambda rows: rows.filter(slug="kitchen").update(name="x"),
    "bulk_update": lambda rows: rows.bulk_update(list(Category.objects.all()), ["name"]),
    "delete": lambda rows: rows.exclude(slug="kitchen").delete(),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "save of a row": lambda rows: rows.get(slug="kitchen").save(),
    "delete of a row": lambda rows: rows.get(slug="kitchen").delete(),
    "save of a sliced row": lambda rows: rows.order_by("slug")[:1][0].save(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_what_is_read_only_refuses_to_write(shop, write):
    """The error says what would have happened and what to do instead; nothing has changed (D4)."""
    before = list(Category.objects.order_by("pk").values())
    with pytest.raises(ReadOnlyError, match=r"catalogue\.Category .* nothing was written"):
        write(reading(Category))
    assert list(Category.objects.order_by("pk").values()) == before


def test_what_is_read_only_reads_the_replica_also_in_a_task(shop):
    """Outside a request, where all else reads the primary; a transaction still sees its own writes (D4, D3)."""
    assert reading(Category).filter(slug="x").db == "replica"
    assert Category.objects.all().db == "default"
    with transaction.atomic():
        assert reading(Category).db == "default"
    with request_route(pinned_to_primary=True):
        assert reading(Category).db == "default"


def test_relations_come_with_the_rows(shop):
    """One query for all products and their categories, whatever their number; to-many ones cost one more each (D7)."""
    with captured_queries() as queries:
        assert {product.category.slug for product in products().with_related()} == {"kitchen", "garden"}
    assert len(queries) == 1, queries.sql

    user = get_user_model().objects.create_user("ann@example.com")
    user.groups.add(*Group.objects.bulk_create([Group(name="a"), Group(name="b")]))
    with captured_queries() as queries:
        (found,) = OptimizedQuerySet(get_user_model()).with_related("groups")
        assert {group.name for group in found.groups.all()} == {"a", "b"}
    assert len(queries) == 2, queries.sql


def test_the_number_of_joins_is_bounded_and_names_are_checked():
    """A model with many relations says which are wanted; a misspelt name is no silent N+1 (D7)."""
    assert plan(Product, (), 1).joined == ("category",)
    with pytest.raises(ValueError, match=r"catalogue\.Product has 1 to-one relations \(category\), more than the 0"):
        products().with_related(joins=0)
    with pytest.raises(ValueError, match="no forward relation categroy"):
        products().with_related("categroy")


def test_cached_rows_cost_no_query(shop):
    """The second asker gets the same rows from the cache (D4)."""
    rows = products().order_by("slug").values("slug", "stock")[:3]
    first = rows.with_cache("rows", "first-three", tags=["catalogue"], seconds=60).value
    with captured_queries() as queries:
        again = rows.with_cache("rows", "first-three", tags=["catalogue"], seconds=60).value
    assert again == first == list(rows)
    assert len(queries) == 0


def test_enough_is_known_without_counting(shop):
    """EXISTS with an offset reads as many rows as it must, not all of them (D8)."""
    with captured_queries() as queries:
        assert [products().has_at_least(number) for number in (0, 1, 27, 28)] == [True, True, True, False]
    assert len(queries) == 3
    assert not any("COUNT(" in sql for sql in queries.sql)


def test_rows_are_created_in_batches_from_any_iterable(shop):
    """Five statements for 45 rows of ten each; those that exist already are left as they are (D7)."""
    wanted = (Category(name=f"Shelf {n}", slug=f"shelf-{n}") for n in range(44))
    with captured_queries() as queries:
        assert create_in_batches(Category, (*wanted, Category(name="Other", slug="kitchen")), size=10) == 45
    assert sum("INSERT" in sql for sql in queries.sql) == 5
    assert Category.objects.count() == 2 + 44
    assert Category.objects.get(slug="kitchen").name == "Kitchen"
    with pytest.raises(IntegrityError):
        create_in_batches(Category, [Category(name="Other", slug="kitchen")], ignore_conflicts=False)


def test_rows_are_updated_in_batches(shop):
    """Two statements and a transaction for each ten; a row that is gone meanwhile is none (D7)."""
    rows = list(Product.objects.order_by("-pk"))
    for row in rows:
        row.stock += 1000
    Product.objects.get(slug="spade").delete()
    with captured_queries() as queries:
        assert update_in_batches(Product, rows, ["stock"], size=10) == 26
    assert sum("UPDATE" in sql and "SET" in sql for sql in queries.sql) == 3
    assert sum("FOR NO KEY UPDATE" in sql for sql in queries.sql) == 3
    assert set(Product.objects.filter(category=shop["kitchen"]).values_list("stock", flat=True)) == {*range(1000, 1025)}
