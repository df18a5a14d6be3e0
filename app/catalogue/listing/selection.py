"""What a visitor has chosen from a list, read from the address and written back in one spelling only."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.listing.cursors import Cursor
from catalogue.listing.sorts import Sort

#: a slug's length in the model; longer ones name nothing
MAX_SLUG = 80
#: the column's, with two decimals
MAX_PRICE = Decimal("99999999.99")
#: "at least so many stars"
RATINGS = (4, 3)
CENT = Decimal("0.01")
#: the parameters of an address that choose something, in canonical order
PARAMETERS = ("q", "category", "min", "max", "available", "rating", "sort", "after", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Equal selections have equal addresses, so caches keep each page once; unknown parameters are no part of it.

    `least` and `most` include their price. `default_sort` is the order that the address need not name.
    """

    words: str = ""
    category: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    available: bool = False
    rating: int = 0
    default_sort: Sort = Sort.NEWEST
    sort: Sort = Sort.NEWEST
    after: Cursor | None = None
    before: Cursor | None = None

    @property
    def query(self) -> str:
        """The canonical query string, without `?`; empty where nothing is chosen."""
        values = (
            self.words,
            self.category,
            _price_text(self.least),
            _price_text(self.most),
            "1" if self.available else "",
            str(self.rating or ""),
            "" if self.sort is self.default_sort else self.sort.value,
            self.after.token(self.sort) if self.after else "",
            self.before.token(self.sort) if self.before else "",
        )
        return urlencode([pair for pair in zip(PARAMETERS, values, strict=True) if pair[1]])

    @property
    def least_text(self) -> str:
        """The lower price as the form shows it."""
        return _price_text(self.least)

    @property
    def most_text(self) -> str:
        """The upper price as the form shows it."""
        return _price_text(self.most)

    def is_spelt(self, given: QueryDict) -> bool:
        """Whether an address names this selection in the canonical way, leaving unknown parameters aside."""
        return self.query == urlencode([pair for pair in _pairs(given) if pair[0] in PARAMETERS])

    def but(self, **changes: Any) -> "Selection":
        """The first page of the selection with these changes."""
        return replace(self, **{"after": None, "before": None} | changes)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words, category and order is chosen."""
        return self.least is not None or self.most is not None or self.available or bool(self.rating)


def _pairs(given: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in given.lists() for value in values]


def parse(given: QueryDict, *, words: str = "", default_sort: Sort = Sort.NEWEST, sorts: tuple[Sort, ...]) -> Selection:
    """The selection in the parameters of an address; of a name that is there twice, the last counts.

    A filter that cannot be read chooses nothing, as if it were not there.
    Raises BadCursor for a place in the list that this shop has not given out.
    """
    least, most = _price(given.get("min", "")), _price(given.get("max", ""))
    if least is not None and most is not None and least > most:
        least, most = most, least
    sort = next((sort for sort in sorts if sort.value == given.get("sort", "")), default_sort)
    after, before = given.get("after", ""), given.get("before", "")
    return Selection(
        words=words,
        category=given.get("category", "")[: MAX_SLUG + 1],
        least=least,
        most=most,
        available=given.get("available", "") == "1",
        rating=next((rating for rating in RATINGS if str(rating) == given.get("rating", "")), 0),
        default_sort=default_sort,
        sort=sort,
        after=Cursor.parse(after, sort) if after else None,
        before=Cursor.parse(before, sort) if before and not after else None,
    )


def _price(text: str) -> Decimal | None:
    text = text.strip().replace(",", ".")
    if not text or len(text) > 12 or not text.isascii():
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    if not (price.is_finite() and 0 <= price <= MAX_PRICE):
        return None
    return price.quantize(CENT)


def _price_text(price: Decimal | None) -> str:
    """`25` and `24.50`, each price in one spelling."""
    if price is None:
        return ""
    return f"{price:f}".removesuffix(".00")
