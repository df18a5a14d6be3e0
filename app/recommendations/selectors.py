"""What is suggested beside a product: the same for everybody, plain data, from the replica, through the cache."""

from typing import Any, TypedDict

from django.db.models import F, IntegerField, Value

from caching.fragments import Fragment
from caching.memo import Answer, remember
from catalogue.models import Product
from catalogue.product_selectors import ProductFacts
from catalogue.selectors import Card, active_products, card_of
from databases.replica import reads_replica
from recommendations import tags
from recommendations.similarity import most_similar

#: cards beside a product, by kind
BOUGHT_SIZE, SIMILAR_SIZE, POPULAR_SIZE = 4, 8, 4
#: products of the category that are looked at: the next cheaper, the next dearer, and the most viewed
CANDIDATES = 20


class Suggestions(TypedDict):
    """Cards by kind. `popular` stands in where nothing was `bought` together yet."""

    bought: list[Card]
    popular: list[Card]
    similar: list[Card]


def suggestions(*, facts: ProductFacts) -> Answer[Suggestions]:
    """What is suggested beside this product."""
    slug = facts["card"]["slug"]
    return remember(
        "suggestions",
        slug,
        lambda: fetch_suggestions(facts=facts),
        tags=tags.of_suggestions(slug),
        seconds=Fragment.RELATED.seconds,
    )


@reads_replica
def fetch_suggestions(*, facts: ProductFacts) -> Suggestions:
    """One query of five short walks along indexes; what is most similar among them is decided here."""
    others = active_products().exclude(pk=facts["card"]["id"])
    shelf = others.filter(category_id=facts["category_id"])
    price = facts["card"]["price"]
    bought = others.filter(bought_with__product_id=facts["card"]["id"]).annotate(
        kind=Value("bought"), weight=F("bought_with__orders")
    )
    walks = [
        bought.order_by("-bought_with__orders", "-bought_with__other_id")[:BOUGHT_SIZE],
        _walk(shelf, "popular", "-view_count", "-id"),
        _walk(shelf.filter(price__lte=price), "cheaper", "-price", "-id"),
        _walk(shelf.filter(price__gt=price), "dearer", "price", "id"),
    ]
    found: dict[str, list[Product]] = {"bought": [], "popular": [], "cheaper": [], "dearer": []}
    for product in walks[0].union(*walks[1:], all=True):
        found[product.kind].append(product)
    return _arranged(facts, found)


def _walk(products: Any, kind: str, *order: str) -> Any:
    weight = Value(0, output_field=IntegerField())
    return products.annotate(kind=Value(kind), weight=weight).order_by(*order)[:CANDIDATES]


def _arranged(facts: ProductFacts, found: dict[str, list[Product]]) -> Suggestions:
    """No product twice on the page."""
    bought = sorted(found["bought"], key=lambda product: (-product.weight, -product.pk))
    popular = [] if bought else sorted(found["popular"], key=lambda p: (-p.view_count, -p.pk))[:POPULAR_SIZE]
    shown = {product.pk for product in (*bought, *popular)}
    candidates = {p.pk: p for kind in ("popular", "cheaper", "dearer") for p in found[kind] if p.pk not in shown}
    similar = most_similar(facts, candidates.values(), SIMILAR_SIZE)
    return Suggestions(
        bought=[card_of(product) for product in bought],
        popular=[card_of(product) for product in popular],
        similar=[card_of(product) for product in similar],
    )
