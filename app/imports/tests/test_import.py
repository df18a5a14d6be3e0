"""What an import does to the catalogue (Q4, Q5): each row whole or not at all, exactly once."""

import pytest
from django.db import connection

from catalogue.models import Category, Product
from imports.models import Policy, State
from imports.services.apply_chunk import apply_chunk
from imports.services.cancel import cancel
from imports.services.check_chunk import check_chunk
from imports.services.finish import finish
from imports.services.judge import judge
from imports.services.plan import plan
from imports.tests.importing import checked, errors, handed_in, imported, numbers
from testing.parallel import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket", "small_chunks")]

HEAD = "sku,name,category,price,stock,status\n"
GOOD = (
    HEAD
    + "mug,Mug,kitchen,8.50,40,active\nspade,,,29.90,,\njug,Jug,kitchen,19,0,draft\nrake,Rake,garden,25.5,7,active\n"
)


def facts(*slugs):
    """Of the products, in this order."""
    found = {product.slug: product for product in Product.objects.select_related("category")}
    return [
        (slug, p.name, p.category.slug, str(p.price), p.stock, p.status) for slug in slugs if (p := found.get(slug))
    ]


def test_products_are_added_and_changed_by_their_article_number(shop):
    """An empty cell leaves what the product has; what nobody said has its usual value (Q4)."""
    done = imported(GOOD)
    assert done.state == State.DONE
    assert facts("mug", "spade", "jug", "rake") == [
        ("mug", "Mug", "kitchen", "8.50", 40, "active"),
        ("spade", "Spade", "garden", "29.90", 3, "active"),
        ("jug", "Jug", "kitchen", "19.00", 0, "draft"),
        ("rake", "Rake", "garden", "25.50", 7, "active"),
    ]
    assert [(chunk.created, chunk.updated, chunk.bad) for chunk in done.chunks.order_by("number")] == [
        (1, 1, 0),
        (2, 0, 0),
    ]


BAD = (
    "mug,Mug,kitchen,8.50,40,active\n"
    "jug,Jug,kitchen,-1,x,lost\n"
    "mug,Mug,kitchen,8.50,1,active\n"
    'rake,Rake,"nowhere",1.005,7,active\n'
    ",No number,kitchen,1,1,active\n"
    "new,,kitchen,,,\n"
    "kettle,Kettle,kitchen,12.00\n"
    "bad slug,A,kitchen,1e3,99999999999,active\n"
    'pan,Pa\x07n,kitchen,"1,50",1,active\n'
)
WRONG = [
    (3, "price", "the price -1 is negative"),
    (3, "status", "“lost” is not a status"),
    (3, "stock", "“x” is not a whole number"),
    (4, "sku", "“mug” stands in line 2 already"),
    (5, "category", "there is no category “nowhere”"),
    (5, "price", "the price 1.005 has parts of a cent"),
    (6, "sku", "the cell is empty"),
    (7, "name", "product “new” does not exist, and the row has no name"),
    (7, "price", "product “new” does not exist, and the row has no price"),
    (8, "", "the row has 4 cells, the header 6"),
    (9, "price", "“1e3” is not a price"),
    (9, "sku", "“bad slug” has other characters than letters, digits, - and _"),
    (9, "stock", "99999999999 pieces are impossible"),
    (10, "name", "there is a control character (U+0007)"),
    (10, "price", "“1,50” is not a price"),
]


def test_one_bad_row_and_nothing_is_written(shop):
    """All or nothing: every error of every row is there, and the catalogue is as it was (Q4)."""
    before = Product.objects.count()
    refused = imported(HEAD + BAD)
    assert errors(refused) == WRONG
    assert refused.state == State.REFUSED
    assert refused.problem.startswith("8 of 9 rows cannot be imported. Nothing was written.")
    assert Product.objects.count() == before


def test_or_the_good_rows_are_written(shop):
    """By the other policy; of a number that stands there twice the first row counts (Q4)."""
    done = imported(HEAD + BAD, Policy.GOOD_ROWS)
    assert done.state == State.DONE
    assert errors(done) == WRONG
    assert facts("mug", "jug", "rake", "new", "kettle", "pan") == [("mug", "Mug", "kitchen", "8.50", 40, "active")]


def test_a_file_without_a_good_row_is_refused_by_either_policy(shop):
    """There is nothing to write (Q4)."""
    assert imported(HEAD + "a,b,c,d,e,f\n", Policy.GOOD_ROWS).state == State.REFUSED


def test_nothing_is_visible_before_all_is_valid(shop):
    """A chunk that is sent to be written while another is still unchecked does nothing (Q4)."""
    waiting = handed_in(GOOD)
    check_chunk(waiting.pk, 1)
    assert judge(waiting.pk) == {"state": "checking", "unchecked": 1}
    assert apply_chunk(waiting.pk, 1) == {"repeated": True}
    assert not Product.objects.filter(slug="mug").exists()


def test_every_step_may_be_repeated(shop):
    """What is delivered twice is done once, also after somebody sold a piece or edited a price meanwhile (Q5)."""
    waiting = checked(GOOD)
    for _ in range(2):
        plan(waiting.pk)
        check_chunk(waiting.pk, 1)
        judge(waiting.pk)
        apply_chunk(waiting.pk, 1)
    Product.objects.filter(slug="mug").update(stock=39, price="9.00")
    for _ in range(2):
        for number in numbers(waiting):
            apply_chunk(waiting.pk, number)
        finish(waiting.pk)
    assert facts("mug") == [("mug", "Mug", "kitchen", "9.00", 39, "active")]
    assert sum(chunk.created for chunk in waiting.chunks.all()) == 3


def test_a_row_that_became_impossible_is_refused_alone(shop):
    """Its category is gone since the check; the other row of its chunk is written, whole (Q4)."""
    attic = Category.objects.create(name="Attic", slug="attic")
    waiting = checked(HEAD + "lamp,Lamp,attic,5,1,active\nmug,Mug,kitchen,8.50,40,active\n")
    attic.delete()
    assert apply_chunk(waiting.pk, 1) == {"created": 1, "updated": 0, "bad": 1}
    assert errors(waiting) == [(2, "category", "there is no category “attic”")]
    assert facts("lamp", "mug") == [("mug", "Mug", "kitchen", "8.50", 40, "active")]


def test_what_the_database_refuses_takes_no_other_row_along(shop):
    """A constraint nobody knew of: the row is named, its neighbours are written (Q4)."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_product ADD CONSTRAINT no_jugs CHECK (slug <> 'jug')")
    try:
        done = imported(GOOD, Policy.GOOD_ROWS)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE catalogue_product DROP CONSTRAINT no_jugs")
    [(line, column, problem)] = errors(done)
    assert (line, column) == (4, "")
    assert "no_jugs" in problem
    assert [name for name, *_ in facts("mug", "jug", "rake")] == ["mug", "rake"]


def test_two_imports_of_the_same_new_products_at_the_same_time_lose_no_row(shop):
    """Whoever comes second changes what the first has added (Q4)."""
    waiting = [checked(GOOD), checked(GOOD)]
    outcomes = at_once([lambda accepted=accepted: apply_chunk(accepted.pk, 2) for accepted in waiting])
    assert [outcome["bad"] for outcome in outcomes] == [0, 0], outcomes
    assert sorted(outcome["created"] for outcome in outcomes) == [0, 2]
    assert [name for name, *_ in facts("jug", "rake")] == ["jug", "rake"]


def test_a_cancelled_import_begins_no_further_chunk(shop):
    """What was written stays; cancelling again changes nothing (Q4)."""
    waiting = checked(GOOD)
    apply_chunk(waiting.pk, 1)
    assert (cancel(waiting.pk), cancel(waiting.pk)) == (True, False)
    apply_chunk(waiting.pk, 2)
    finish(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert [name for name, *_ in facts("mug", "rake")] == ["mug"]


def test_pages_show_the_change_at_once(shop, site, edge_server):
    """Caches and the edge are told once a chunk, after its commit (Q4, C7)."""
    assert b"30.00" in site.get("/products/spade/").content
    imported(GOOD)
    assert b"29.90" in site.get("/products/spade/").content
    assert b"Rake" in site.get("/?category=garden").content
    paths = [path for path, _ in edge_server.purged]
    assert "/products/spade/" in paths
    # Two chunks, and no more.
    assert paths.count("/?*") == 2
