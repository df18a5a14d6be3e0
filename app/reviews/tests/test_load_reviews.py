"""The demonstration shop has reviews to look at: generated, the same every time, by nobody who could sign in."""

import re
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalogue import vocabulary as goods
from catalogue.models import Product
from catalogue.services.generate_products import generate_products
from catalogue.services.load_catalogue import load_catalogue
from reviews import vocabulary
from reviews.models import Review, ReviewStatus
from reviews.services.generate_reviews import AUTHORS, generate_reviews
from reviews.services.load_reviews import load_reviews
from testing.factories import ProductFactory

SLUGS = [shelf.slug for shelf in goods.SHELVES]


def opinions(number, seed=1):
    """What is said about each of the first products."""
    keys = {slug: place for place, slug in enumerate(SLUGS)}
    products = generate_products(number=number, seed=1, categories=keys, pictures={})
    return {p.slug: list(generate_reviews(p, category=SLUGS[p.category_id], seed=seed)) for p in products}


def test_the_same_seed_says_the_same_and_another_something_else():
    """Product by product, so that more products leave the others' reviews alone."""
    said = opinions(100)
    assert opinions(100) == said
    assert opinions(100, seed=2) != said
    assert {slug: said[slug] for slug in opinions(30)} == opinions(30)


def test_the_words_are_whole_sentences_about_the_product():
    """No gap left to fill, no letter case of a program, nothing longer than a person may write; hardly two alike."""
    everything = [opinion for said in opinions(1_000).values() for opinion in said]
    for opinion in everything:
        assert not re.search(r"[{}]|  |None", opinion.title + opinion.text)
        assert opinion.text[0].isupper()
        assert opinion.text[-1] in ".!?"
        assert len(opinion.title) <= 120
        assert len(opinion.text) <= 4_000
    most_common = Counter(opinion.text for opinion in everything).most_common(1)[0][1]
    assert most_common < len(everything) / 50


def test_every_category_of_the_shop_has_words():
    """And every number of stars, and no category that the shop does not have."""
    assert set(vocabulary.CATEGORIES) == set(SLUGS)
    assert set(vocabulary.VERDICTS) == {1, 2, 3, 4, 5}


def test_reviews_are_spread_as_in_a_shop():
    """Many products without, few with many; mostly liked; each author once a product; none from the future."""
    said = opinions(1_000)
    numbers = [len(reviews) for reviews in said.values()]
    assert 350 < numbers.count(0) < 650
    assert max(numbers) > 10
    stars = [opinion.stars for reviews in said.values() for opinion in reviews]
    assert set(stars) == {1, 2, 3, 4, 5}
    assert 3.8 < sum(stars) / len(stars) < 4.5
    for reviews in said.values():
        assert len({opinion.author for opinion in reviews}) == len(reviews)
        assert all(opinion.written_at < timezone.now() for opinion in reviews)


@pytest.fixture
def loaded(transactional_db):
    """300 generated products with their reviews, and one product of the shop's own."""
    ProductFactory(slug="own")
    load_catalogue(number=300, seed=1)
    return load_reviews(number=300, seed=1)


def test_loading_adds_up_and_a_second_run_changes_nothing(loaded, capsys):
    """Ratings are what the approved rows say; what was edited or moderated meanwhile stays so."""
    assert loaded.authors == AUTHORS
    assert loaded.reviews == Review.objects.count() > 100
    shown = Q(reviews__status=ReviewStatus.APPROVED)
    wrong = Product.objects.annotate(
        number=Count("reviews", filter=shown), stars=Coalesce(Sum("reviews__stars", filter=shown), 0)
    ).exclude(rating_count=F("number"), rating_total=F("stars"))
    assert list(wrong) == []
    assert Product.objects.get(slug="own").rating_count == 0
    assert Review.objects.filter(status=ReviewStatus.PENDING).exists()
    Review.objects.filter(pk=Review.objects.latest("pk").pk).update(text="Moderated.")
    before = list(Review.objects.order_by("pk").values())
    ratings = list(Product.objects.order_by("pk").values_list("rating_count", "rating_total"))
    call_command("load_reviews", products=300)
    assert "0 reviews added, and 0 accounts" in capsys.readouterr().out
    assert list(Review.objects.order_by("pk").values()) == before
    assert list(Product.objects.order_by("pk").values_list("rating_count", "rating_total")) == ratings


def test_nobody_can_sign_in_to_the_authors_accounts(loaded, site):
    """Neither with an empty password nor with any, and no link to a new one is sent."""
    authors = get_user_model().objects.filter(reviews__isnull=False).distinct()
    assert 0 < authors.count() <= AUTHORS
    assert not any(author.is_active or author.has_usable_password() for author in authors)
    for password in ("", "!", "password"):
        answer = site.post("/admin/login/", {"username": "reviewer-000@example.com", "password": password})
        assert answer.status_code == 200
        assert "_auth_user_id" not in site.session


def test_loaded_reviews_are_on_pages_that_were_cached_before(transactional_db, site):
    """The list and the product's page show them at once (C7)."""
    load_catalogue(number=50, seed=1)
    active = set(Product.objects.filter(status="active").values_list("slug", flat=True))
    slug = next(slug for slug, said in opinions(50).items() if len(said) > 2 and slug in active)
    path = f"/products/{slug}/"
    assert b"of 5 stars" not in site.get(path).content
    load_reviews(number=50, seed=1)
    assert b"of 5 stars" in site.get(path).content


def test_the_catalogues_loader_can_write_reviews_too(transactional_db, capsys):
    """As the platform's Job does; without the option it writes none."""
    call_command("load_catalogue", products=40, without_pictures=True)
    assert Review.objects.count() == 0
    call_command("load_catalogue", products=40, without_pictures=True, reviews=True)
    assert "reviews added" in capsys.readouterr().out
    assert Review.objects.exists()


@pytest.mark.parametrize("arguments", [["--products", "0"], ["--products", "many"], []])
def test_senseless_sizes_are_refused(arguments):
    """Before anything is written."""
    with pytest.raises(CommandError, match=r"whole number|required"):
        call_command("load_reviews", *arguments)


def test_an_empty_shop_gets_no_reviews(transactional_db):
    """There is nothing to review before the catalogue was loaded."""
    assert load_reviews(number=10, seed=1).reviews == 0
