"""The parts of the product page that are cached by themselves (C6): their names and how they are kept."""

from collections.abc import Callable, Iterable
from enum import StrEnum

import structlog
from django.conf import settings
from prometheus_client import Counter

from caching.memo import remember

log = structlog.get_logger(__name__)

REFUSALS = Counter("shop_cache_fragment_refusals_total", "Fragments that were not cached", ["fragment"])


class Fragment(StrEnum):
    """A closed list; each has its lifetime in settings.CACHE_TTL. Buttons and forms are in none of them."""

    PRODUCT_BASIC = "product_basic"
    REVIEWS = "reviews"
    RELATED = "related"

    @property
    def seconds(self) -> int:
        """Its lifetime."""
        seconds: int = settings.CACHE_TTL[self]
        return seconds


class FragmentRefused(Exception):
    """A fragment that cannot be shared safely."""


def fragment_html(fragment: Fragment, name: str, render: Callable[[], str], *, tags: Iterable[str]) -> str:
    """The fragment's HTML, rendered once for all visitors until its tags change or its lifetime ends."""
    return remember(f"fragment.{fragment}", name, render, tags=tags, seconds=fragment.seconds).value


def refuse(fragment: Fragment, problem: str, remedy: str) -> None:
    """Count and log a fragment that is rendered without being cached.

    Raises:
        FragmentRefused: where CACHE_REFUSALS_RAISE is set (tests, development).
    """
    REFUSALS.labels(fragment).inc()
    if settings.CACHE_REFUSALS_RAISE:
        raise FragmentRefused(
            f'fragment "{fragment}": {problem}; cached, it would show one visitor what was made for another. {remedy}'
        )
    log.error("fragment not cached", fragment=str(fragment), problem=problem)
