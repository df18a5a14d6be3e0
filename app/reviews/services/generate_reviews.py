"""Reviews of a generated product that are the same for the same seed."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalogue.models import Product
from reviews import vocabulary
from reviews.models import ReviewStatus

#: accounts that the generated reviews are spread over
AUTHORS = 240
#: of a hundred products
WITHOUT_REVIEWS = 50
#: reviews of one product
MOST_REVIEWS = 40
#: of a hundred reviews; the moderation queue of a demonstration is not empty
WAITING = 2
#: days between the product's arrival in the shop and its last review
LAST_REVIEW_DAYS = 300
#: how likely 1 … 5 stars are, for products of each kind
LIKED, DISPUTED = (2, 3, 8, 32, 55), (18, 16, 22, 26, 18)
#: of a hundred reviewed products
DISPUTED_PRODUCTS = 12


@dataclass(frozen=True, slots=True)
class Opinion:
    """A review before it has an author's account and a product's row."""

    author: int
    stars: int
    title: str
    text: str
    signature: str
    status: ReviewStatus
    written_at: datetime


def generate_reviews(product: Product, *, category: str, seed: int) -> Iterator[Opinion]:
    """The product's reviews, oldest first. They depend on the seed and the product's own columns alone.

    `category` is the slug of the vocabulary. Authors are numbers below AUTHORS, each at most once.
    """
    rng = random.Random(f"{seed}:{product.slug}")  # noqa: S311  (words, not secrets)
    if rng.randrange(100) < WITHOUT_REVIEWS:
        return
    number = min(MOST_REVIEWS, int(rng.paretovariate(1.2)))
    chances = DISPUTED if rng.randrange(100) < DISPUTED_PRODUCTS else LIKED
    days = sorted(rng.randint(2, LAST_REVIEW_DAYS) for _ in range(number))
    for author, day in zip(rng.sample(range(AUTHORS), number), days, strict=True):
        (stars,) = rng.choices(range(1, 6), chances)
        yield Opinion(
            author=author,
            stars=stars,
            **_words(rng, product, category, stars),
            signature=vocabulary.SIGNATURES[author % len(vocabulary.SIGNATURES)],
            status=ReviewStatus.PENDING if rng.randrange(100) < WAITING else ReviewStatus.APPROVED,
            written_at=product.created_at + timedelta(days=day, minutes=rng.randrange(1_440)),
        )


def _words(rng: random.Random, product: Product, category: str, stars: int) -> dict[str, str]:
    verdict = vocabulary.VERDICTS[stars]
    sentences = [rng.choice(verdict.openings)]
    if rng.random() < 0.7:
        sentences.append(rng.choice(vocabulary.CATEGORIES[category].fitting(stars)))
    if rng.random() < 0.5:
        sentences.append(rng.choice(vocabulary.MATERIALS.fitting(stars)))
    text = " ".join(sentences)
    if rng.random() < 0.6:
        # A longer one gets a paragraph of its own for the end.
        text += ("\n\n" if len(sentences) > 2 else " ") + rng.choice(verdict.endings)
    fill = {"good": _good(product), "material": product.material.lower(), "colour": product.colour}
    return {"title": rng.choice(verdict.titles).format(**fill), "text": _capitalised(text.format(**fill))}


def _good(product: Product) -> str:
    """`Orchard Beech Side Table No. 27, sea green` → `side table`."""
    found = re.search(rf" {product.material} (.+) No\. \d+,", product.name)
    if found is None:
        raise ValueError(f"{product.name!r} is not a name that generate_products makes; there are no words for it")
    return found[1].lower()


def _capitalised(text: str) -> str:
    """A sentence that begins with a colour begins with a capital, too."""
    return re.sub(r"(^|[.!?]\s+)([a-z])", lambda m: m[1] + m[2].upper(), text)
