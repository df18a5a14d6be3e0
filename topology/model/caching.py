"""How long each of the five cache layers keeps an answer (C1): the one table of TTLs."""

from __future__ import annotations

from pydantic import Field

from topology.model.base import Noun


class CacheLayers(Noun):
    """Lifetimes in seconds, from the shopper inwards. The defaults are the guide's."""

    browser_seconds: int = Field(default=3600, ge=0)  # L1: static files and pictures in the browser
    cdn_seconds: int = Field(default=86_400, ge=0)  # L2: static files and pictures at the edge
    page_seconds: int = Field(default=600, ge=1)  # L3: anonymous pages at the edge
    view_seconds: int = Field(default=300, ge=1)  # L4: rendered answers in Django
    object_seconds: int = Field(default=3600, ge=1)  # L5: objects in Redis


class Caching(Noun):
    """Layer lifetimes, and the temperature classes of cached objects (C4)."""

    layers: CacheLayers = CacheLayers()
    hot_seconds: int = Field(default=60, ge=1)
    warm_seconds: int = Field(default=300, ge=1)
    cold_seconds: int = Field(default=3600, ge=1)
    session_seconds: int = Field(default=86_400, ge=60)
