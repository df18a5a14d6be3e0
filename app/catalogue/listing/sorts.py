"""The orders of a list. Each is one column and, behind it, the key: total, and covered by an index of the product."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class Order(NamedTuple):
    """`column` orders the rows, it and the key `descending` or not; `read` is the inverse of `str` for its values."""

    label: str
    column: str
    descending: bool
    read: Callable[[str], Any]


class Sort(StrEnum):
    """The value of `?sort=`. Relevance is for searches only, and is the annotation search.matching makes."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    POPULAR = "popular"
    RATING = "rating"
    CHEAPEST = "price"
    DEAREST = "-price"

    @property
    def order(self) -> Order:
        """How rows are ordered."""
        return _ORDERS[self]

    @property
    def label(self) -> str:
        """What a person chooses from."""
        return self.order.label


_ORDERS = {
    Sort.RELEVANCE: Order("Best match", "relevance", True, int),
    Sort.NEWEST: Order("Newest", "created_at", True, datetime.fromisoformat),
    Sort.POPULAR: Order("Most viewed", "view_count", True, int),
    Sort.RATING: Order("Best rated", "rating_rank", True, int),
    Sort.CHEAPEST: Order("Price, low to high", "price", False, Decimal),
    Sort.DEAREST: Order("Price, high to low", "price", True, Decimal),
}
