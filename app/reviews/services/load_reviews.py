"""Put generated reviews of the generated catalogue into the database."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from caching import generations
from catalogue import tags as catalogue_tags
from catalogue.models import Category, Product
from catalogue.services.generate_products import generate_products
from catalogue.services.invalidate import catalogue_replaced
from databases.bulk import create_in_batches
from databases.routing import PRIMARY
from reviews import tags
from reviews.models import Review
from reviews.services.generate_reviews import AUTHORS, Opinion, generate_reviews
from reviews.services.rating import recount_ratings

#: products a transaction: their rows are locked until it ends, and orders want them
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run has added."""

    authors: int
    reviews: int


def load_reviews(*, number: int, seed: int, say: Callable[[str], Any] = lambda line: None) -> Loaded:
    """Add what is missing of the reviews of the first `number` generated products of this seed.

    Only products that the loader of the catalogue made get any; a review that is there is left as it is, and ratings
    are counted from the rows. Each batch is a transaction of its own: an interrupted run goes on where it was.
    """
    before = _authors_there()
    authors = _authors()
    categories = dict(Category.objects.using(PRIMARY).values_list("slug", "pk"))
    if not categories:
        return Loaded(authors=len(authors) - before, reviews=0)
    slugs = {key: slug for slug, key in categories.items()}
    added, seen = 0, 0
    generated = generate_products(number=number, seed=seed, categories=categories, pictures={})
    for batch in batched(generated, BATCH, strict=False):
        opinions = {p.slug: list(generate_reviews(p, category=slugs[p.category_id], seed=seed)) for p in batch}
        added += _add({slug: said for slug, said in opinions.items() if said}, authors)
        seen += len(batch)
        say(f"{seen:,} of {number:,} products looked at, {added:,} reviews added")
    if added:
        catalogue_replaced()
    return Loaded(authors=len(authors) - before, reviews=added)


def _add(opinions: dict[str, list[Opinion]], authors: list[int]) -> int:
    with transaction.atomic(using=PRIMARY):
        keys = dict(Product.objects.using(PRIMARY).filter(slug__in=opinions).values_list("slug", "pk"))
        there = set(
            Review.objects.using(PRIMARY).filter(product__in=keys.values()).values_list("product_id", "author_id")
        )
        wanted = [
            _review(opinion, keys[slug], authors[opinion.author])
            for slug, said in opinions.items()
            if slug in keys
            for opinion in said
        ]
        missing = [review for review in wanted if (review.product_id, review.author_id) not in there]
        if not missing:
            return 0
        create_in_batches(Review, missing, using=PRIMARY)
        touched = {review.product_id for review in missing}
        recount_ratings(touched)
        changed = [slug for slug, key in keys.items() if key in touched]
        generations.bump_on_commit(
            [tag for slug in changed for tag in (*catalogue_tags.of_product(slug), *tags.of_reviews(slug))]
        )
    return len(missing)


def _review(opinion: Opinion, product_id: int, author_id: int) -> Review:
    return Review(
        product_id=product_id,
        author_id=author_id,
        stars=opinion.stars,
        title=opinion.title,
        text=opinion.text,
        signature=opinion.signature,
        status=opinion.status,
        created_at=opinion.written_at,
        edited_at=opinion.written_at,
    )


def _addresses() -> list[str]:
    return [f"reviewer-{n:03d}@example.com" for n in range(AUTHORS)]


def _authors_there() -> int:
    return get_user_model().objects.using(PRIMARY).filter(email__in=_addresses()).count()


def _authors() -> list[int]:
    """Keys of the accounts in the order of their numbers. Nobody can sign in to them."""
    users = get_user_model()
    wanted = [users(email=address, password=make_password(None), is_active=False) for address in _addresses()]
    create_in_batches(users, wanted, using=PRIMARY)
    keys = dict(users.objects.using(PRIMARY).filter(email__in=_addresses()).values_list("email", "pk"))
    return [keys[address] for address in _addresses()]
