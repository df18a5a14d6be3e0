"""What lists and searches cost the database: medians and 95th percentiles of a catalogue that is loaded already.

Runs in the shop's environment (its image, or a checkout with the app's libraries), against the database it names.
Nothing is cached and nothing is written.

    cd app && python ../bench/search.py --rounds 20
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))

import django
from config.profile import use_profile

use_profile()
django.setup()

from catalogue import selectors  # noqa: E402 - Django has to be set up first
from catalogue.listing.cursors import Cursor  # noqa: E402
from catalogue.listing.selection import Selection  # noqa: E402
from catalogue.listing.sorts import Sort  # noqa: E402
from catalogue.models import Product, ProductStatus  # noqa: E402
from search import selectors as searches  # noqa: E402
from search.correction import fetch_correction  # noqa: E402
from search.suggestions import fetch_suggestions  # noqa: E402

WORDS = ("fountain pen", "walnut", '"oak stool" -moss', "whistles once", "steel")
TYPED = ("ketle", "wallnut bokcase")


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="times each is asked (default 20)")
    rounds = parser.parse_args().rounds
    print(f"{Product.objects.count():,} products, {rounds} rounds\n")
    print(f"{'':44} {'median ms':>10} {'p95 ms':>8}")
    for name, ask in (*lists(), *words()):
        samples = sorted(measure(ask, rounds))
        print(f"{name:44} {statistics.median(samples):10.1f} {samples[int(0.95 * (rounds - 1))]:8.1f}")


def measure(ask: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round after a first one that warms the database's memory."""
    ask()
    samples = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        samples.append((time.perf_counter() - started) * 1e3)
    return samples


def lists() -> list[tuple[str, Callable[[], object]]]:
    """The list's queries: counts, the first page, and a page in the middle of the catalogue by keyset and by OFFSET."""
    active = Product.objects.filter(status=ProductStatus.ACTIVE).order_by("-created_at", "-pk")
    half = active.count() // 2
    middle = active[half]
    deep = Selection(after=Cursor(middle.created_at, middle.pk))
    return [
        ("list: counts of all filters", lambda: selectors.fetch_list_cube(Selection())),
        ("list: first page", lambda: selectors.fetch_cards(Selection(), category_id=None)),
        (f"list: page behind row {half:,}, keyset", lambda: selectors.fetch_cards(deep, category_id=None)),
        (f"list: page behind row {half:,}, OFFSET", lambda: list(active[half : half + 20])),
    ]


def words() -> list[tuple[str, Callable[[], object]]]:
    """The searches' queries, each with the number of its matches."""
    asked: list[tuple[str, Callable[[], object]]] = []
    for text in WORDS:
        selection = Selection(words=text, default_sort=Sort.RELEVANCE, sort=Sort.RELEVANCE)
        cube = searches.fetch_search_cube(selection)
        matches = sum(products for *_, products in cube["cells"])
        asked += [
            (f"{text} ({matches:,}): counts", lambda s=selection: searches.fetch_search_cube(s)),
            (f"{text} ({matches:,}): page", lambda s=selection, c=cube: searches.fetch_hits(s, c)),
        ]
    for text in TYPED:
        asked += [
            (f"{text}: correction", lambda t=text: fetch_correction(t)),
            (f"{text}: names like it", lambda t=text: searches.fetch_similar(t)),
        ]
    return [*asked, ("oak st: suggestions", lambda: fetch_suggestions("oak st"))]


if __name__ == "__main__":
    main()
