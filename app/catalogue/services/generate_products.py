"""A catalogue of any size that is the same for the same seed, product by product."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils.text import slugify

from catalogue import vocabulary
from catalogue.models import Product, ProductStatus
from catalogue.vocabulary import Good, Span

#: the newest product's creation; older ones follow a minute apart
NEWEST = datetime(2025, 9, 1, tzinfo=UTC)
#: of a hundred products
DRAFTS, RETIRED, SOLD_OUT = 3, 4, 6
#: a good of the same quality, material and colour comes in up to this many models
MODELS = 99


def generate_products(
    *, number: int, seed: int, categories: Mapping[str, int], pictures: Mapping[str, str]
) -> Iterator[Product]:
    """Unsaved products 0 … number-1.

    `categories` maps slugs of the vocabulary to primary keys, `pictures` keys (`picture_key`) to names in the media
    bucket; a product whose picture is not there has none. Product n depends on the seed and n alone, so a larger
    catalogue contains the smaller one.
    """
    for index in range(number):
        yield _product(index, random.Random(f"{seed}:{index}"), categories, pictures)  # noqa: S311  (goods, not secrets)


def picture_key(good: str, material: str, colour: str) -> str:
    """`stool-oak-moss`: products of the same good, material and colour share a picture."""
    return slugify(f"{good} {material} {colour}")


def colours_of(good: Good, material: str) -> list[str]:
    """The colours a good comes in: the same ones for everybody, whatever the seed."""
    return random.Random(f"{good.name}:{material}").sample(vocabulary.COLOURS, vocabulary.COLOURS_EACH)  # noqa: S311


def _product(index: int, rng: random.Random, categories: Mapping[str, int], pictures: Mapping[str, str]) -> Product:
    shelf = rng.choice(vocabulary.SHELVES)
    good = rng.choice(shelf.goods)
    material = rng.choice(good.materials)
    colour = rng.choice(_COLOURS[good.name, material])
    name = f"{rng.choice(vocabulary.QUALITIES)} {material} {good.name} No. {rng.randint(1, MODELS)}, {colour}"
    created = NEWEST - timedelta(minutes=index)
    return Product(
        name=name,
        slug=f"{slugify(name)}-{index:06d}",
        description=_description(rng, good, material),
        category_id=categories[shelf.slug],
        material=material,
        colour=colour,
        dimensions=" × ".join(str(rng.randint(*span)) for span in good.size) + " cm",
        price=_price(rng, good.price),
        status=_status(rng.randrange(100)),
        stock=0 if rng.randrange(100) < SOLD_OUT else rng.randint(1, 400),
        # Few products get most of the views, as in any shop.
        view_count=int(rng.paretovariate(1.1) * 10),
        picture=pictures.get(picture_key(good.name, material, colour), ""),
        picture_alt=f"{material} {good.name.lower()} in {colour}, drawn",
        created_at=created,
        updated_at=created,
    )


_COLOURS = {
    (good.name, material): colours_of(good, material)
    for shelf in vocabulary.SHELVES
    for good in shelf.goods
    for material in good.materials
}


def _description(rng: random.Random, good: Good, material: str) -> str:
    """Two to four sentences: what it is for, what it is made of, perhaps how it came to be and how to keep it."""
    words = vocabulary.MATERIALS[material]
    sentences = [good.line, words.feel]
    if rng.random() < 0.6:
        sentences.insert(1, rng.choice(vocabulary.OPENINGS))
    if rng.random() < 0.7:
        sentences.append(words.care if rng.random() < 0.5 else rng.choice(vocabulary.EXTRAS))
    return " ".join(sentences)


def _price(rng: random.Random, span: Span) -> Decimal:
    """Whole euros and a fifth of them ten cents less; cheap things are more frequent than dear ones."""
    cheapest, dearest = span
    euros = cheapest + int((dearest - cheapest) * rng.random() ** 1.7)
    cents = rng.choice((0, 0, 50, 90, 90))
    return Decimal(euros) + Decimal(cents) / 100


def _status(percentile: int) -> str:
    if percentile < DRAFTS:
        return ProductStatus.DRAFT
    return ProductStatus.RETIRED if percentile < DRAFTS + RETIRED else ProductStatus.ACTIVE
