"""How much two products of a category resemble each other."""

from collections.abc import Iterable
from math import log1p

from catalogue.models import Product
from catalogue.product_selectors import ProductFacts

#: what each likeness adds to the score, which is between 0 and their sum
PRICE_WEIGHT, WORDS_WEIGHT, VIEWS_WEIGHT = 1.0, 1.0, 0.5


def most_similar(facts: ProductFacts, candidates: Iterable[Product], size: int) -> list[Product]:
    """The `size` candidates most like the product, best first; in-stock ones before sold-out ones, ties by key."""
    products = list(candidates)
    most_views = max((product.view_count for product in products), default=0)
    return sorted(
        products,
        key=lambda product: (product.stock > 0, score(facts, product, most_views), product.pk),
        reverse=True,
    )[:size]


def score(facts: ProductFacts, product: Product, most_views: int) -> float:
    """Closeness of price, shared words of the names, and how much it is looked at."""
    return (
        PRICE_WEIGHT * _price_closeness(float(facts["card"]["price"]), float(product.price))
        + WORDS_WEIGHT * _shared_words(facts["card"]["name"], product.name)
        + VIEWS_WEIGHT * (log1p(product.view_count) / log1p(most_views) if most_views else 0.0)
    )


def _price_closeness(one: float, other: float) -> float:
    """The smaller price as a share of the larger: 1 when equal, also when both are 0."""
    low, high = sorted((one, other))
    return low / high if high else 1.0


def _shared_words(one: str, other: str) -> float:
    """The words both names have as a share of all their words (the Jaccard index)."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return len(first & second) / len(first | second) if first | second else 0.0
