"""How long each cache layer, fragment and temperature class keeps an answer: the one table of TTLs (C1, C4, C6, C9)."""

from __future__ import annotations

from pydantic import Field

from topology.model.base import Noun
from topology.model.quantity import Size

YEAR = 31_536_000  # seconds; nginx, Redis and browsers all take it, and nobody means more


class CacheLayers(Noun):
    """Lifetimes in seconds, from the shopper inwards. The defaults are the guide's."""

    browser_seconds: int = Field(default=3600, ge=0, le=YEAR)  # L1: static files and pictures in the browser
    cdn_seconds: int = Field(default=86_400, ge=0, le=YEAR)  # L2: static files and pictures at the edge
    page_seconds: int = Field(default=600, ge=1, le=YEAR)  # L3: anonymous pages at the edge
    view_seconds: int = Field(default=300, ge=1, le=YEAR)  # L4: rendered answers in Django
    object_seconds: int = Field(default=3600, ge=1, le=YEAR)  # L5: objects in Redis
    process_seconds: int = Field(default=2, ge=1, le=5)  # in front of L5: the memory of one process (C9)


class Fragments(Noun):
    """Lifetimes in seconds of the product page's parts (C6). Buttons and forms are in none of them."""

    product_basic_seconds: int = Field(default=3600, ge=1, le=YEAR)
    reviews_seconds: int = Field(default=600, ge=1, le=YEAR)
    related_seconds: int = Field(default=1800, ge=1, le=YEAR)


class Caching(Noun):
    """Lifetimes of layers, fragments and temperature classes (C4); the bounds of a process's memory (C9)."""

    layers: CacheLayers = CacheLayers()
    fragments: Fragments = Fragments()
    hot_seconds: int = Field(default=60, ge=1, le=YEAR)
    warm_seconds: int = Field(default=300, ge=1, le=YEAR)
    cold_seconds: int = Field(default=3600, ge=1, le=YEAR)
    session_seconds: int = Field(default=86_400, ge=60, le=YEAR)
    search_seconds: int = Field(default=900, ge=1, le=YEAR)  # results and suggestions of a search (S2)
    process_entries: int = Field(default=2000, ge=10, le=10_000_000)  # objects one process keeps, at most
    process_memory: Size = "16Mi"  # and their size together; counts against the web pods' memory limit
