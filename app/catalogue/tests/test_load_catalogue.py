"""The generated catalogue is deterministic, and loading it twice changes nothing."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalogue.models import Category, Product
from catalogue.services.generate_products import generate_products
from catalogue.services.load_catalogue import load_catalogue
from catalogue.vocabulary import EXTRAS, MATERIALS, OPENINGS, SHELVES

pytestmark = pytest.mark.django_db

KEYS = {shelf.slug: n for n, shelf in enumerate(SHELVES)}


def facts(number, seed=1):
    """Everything about generated products but their keys."""
    products = generate_products(number=number, seed=seed, categories=KEYS, pictures={"mug-glass-moss": "a-mug"})
    return [model_to_row(product) for product in products]


def model_to_row(product):
    """The columns that are written."""
    generated = {"id", "search_vector", "rating_rank"}
    return {f.attname: getattr(product, f.attname) for f in product._meta.fields if f.name not in generated}


def test_the_same_seed_is_the_same_catalogue_and_another_is_another():
    """Product by product."""
    assert facts(200) == facts(200)
    assert facts(200) != facts(200, seed=2)


def test_a_larger_catalogue_contains_the_smaller_one():
    """So a shop can grow without changing what is there."""
    assert facts(200)[:50] == facts(50)


def test_loading_twice_changes_nothing(capsys):
    """The second run adds nothing and touches no row, also not one that was edited."""
    call_command("load_catalogue", products=300, without_pictures=True)
    assert "12 categories and 300 products added" in capsys.readouterr().out
    edited = Product.objects.order_by("pk").first()
    Product.objects.filter(pk=edited.pk).update(price="9999.00")
    before = list(Product.objects.order_by("pk").values())
    call_command("load_catalogue", products=300, without_pictures=True)
    assert "0 categories and 0 products added" in capsys.readouterr().out
    assert list(Product.objects.order_by("pk").values()) == before


def test_the_loaded_rows_are_the_generated_ones():
    """COPY carries every column, whatever is in the text."""
    load_catalogue(number=300, seed=1)
    keys = dict(Category.objects.values_list("slug", "pk"))
    generated = generate_products(number=300, seed=1, categories=keys, pictures={})
    stored = Product.objects.order_by("-created_at")
    assert [model_to_row(product) for product in stored] == [model_to_row(product) for product in generated]


def test_every_word_has_what_it_needs():
    """The vocabulary is complete: spans run upwards, sentences end, and no two shelves sell the same good."""
    goods = [good for shelf in SHELVES for good in shelf.goods]
    assert len({good.name for good in goods}) == len(goods)
    assert {material for good in goods for material in good.materials} == set(MATERIALS)
    for good in goods:
        assert len(good.size) == 3
        assert all(0 < least <= most for least, most in (good.price, *good.size)), good
    sentences = [good.line for good in goods] + [shelf.intro for shelf in SHELVES]
    sentences += [text for material in MATERIALS.values() for text in (material.feel, material.care)]
    assert [text for text in (*sentences, *OPENINGS, *EXTRAS) if not text.endswith(".")] == []


def test_descriptions_have_two_to_four_sentences_and_facts_beside_them():
    """And names that can be told apart: a tenth of the names at most is there twice."""
    products = list(generate_products(number=2_000, seed=1, categories=KEYS, pictures={}))
    counts = {len(re.findall(r"[.](?= |$)", product.description)) for product in products}
    assert counts == {2, 3, 4}
    assert all(product.material and product.colour and product.dimensions.endswith(" cm") for product in products)
    assert len({product.name for product in products}) > 0.9 * len(products)


def test_growing_adds_only_what_is_missing():
    """100, then 150: 50 more."""
    load_catalogue(number=100, seed=1)
    assert load_catalogue(number=150, seed=1).products == 50
    assert Product.objects.count() == 150
    assert Category.objects.count() == len(SHELVES)


def test_the_list_shows_a_loaded_catalogue_at_once(site):
    """Loading forgets the empty list that was cached before."""
    assert "0 products" in site.get("/").content.decode()
    load_catalogue(number=100, seed=1)
    assert "Newer" not in site.get("/").content.decode()
    assert 'class="card"' in site.get("/").content.decode()


@pytest.mark.parametrize("arguments", [["--products", "0"], ["--products", "-5"], ["--products", "many"], []])
def test_senseless_sizes_are_refused(arguments):
    """Before anything is written."""
    with pytest.raises(CommandError, match=r"whole number|required"):
        call_command("load_catalogue", *arguments)
    assert Product.objects.count() == 0


@pytest.mark.parametrize("change", [{"price": "-0.01"}, {"stock": -1}, {"status": "gone"}, {"view_count": -1}])
def test_the_database_refuses_impossible_products(shop, change):
    """CHECK constraints hold for every writer, not only for forms (D5)."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(slug="spade").update(**change)


def test_a_category_with_products_cannot_be_deleted(shop):
    """PROTECT, and the foreign key beneath it."""
    with pytest.raises(IntegrityError):
        shop["kitchen"].delete()
