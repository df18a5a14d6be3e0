"""The columns of a file of products, and what a cell of each may hold.

An empty cell, like a column that is not there, leaves what the product has.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from catalogue.models import Product, ProductStatus

#: the article's number is its slug: it is what the shop shows as such, and what its address ends in
KEY = "sku"
#: a product that does not exist yet needs these too
NEEDED_TO_CREATE = ("name", "category", "price")
#: characters; the column has no limit of its own
LONGEST_DESCRIPTION = 10_000
#: pieces; what Postgres' integer holds
MOST_PIECES = 2_147_483_647
#: euro; ten digits, two of them decimals
HIGHEST_PRICE = Decimal("99999999.99")
SLUG = re.compile(r"[A-Za-z0-9_-]+")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: nothing to print, but line ends and tabs
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CellRefused(ValueError):
    """A cell cannot be taken: what is wrong, and how to fix it."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem, self.fix = problem, fix


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is the product's; `read` makes its value of a cell that is not empty, or raises CellRefused."""

    field: str
    read: Callable[[str], Any]


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise CellRefused(f"“{_short(text)}” has other characters than letters, digits, - and _", "Use these only.")
    longest = Product._meta.get_field("slug").max_length
    return _text(longest)(text)


def _text(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if found := CONTROL.search(text):
            raise CellRefused(f"there is a control character (U+{ord(found[0]):04X})", "Delete it.")
        if len(text) > longest:
            raise CellRefused(f"{len(text):,} characters are too many", f"Use at most {longest:,}.")
        return text

    return read


def _price(text: str) -> Decimal:
    fix = "Write euro with a decimal point and at most two decimals: 12.50"
    if not PLAIN_NUMBER.fullmatch(text):
        raise CellRefused(f"“{_short(text)}” is not a price", fix)
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise CellRefused(f"“{_short(text)}” is not a price", fix) from None
    if price < 0:
        raise CellRefused(f"the price {_short(text)} is negative", "Write 0 or more.")
    if price > HIGHEST_PRICE:
        raise CellRefused(f"the price {_short(text)} is too high", f"Write at most {HIGHEST_PRICE}.")
    if price != price.quantize(Decimal("0.01")):
        raise CellRefused(f"the price {_short(text)} has parts of a cent", fix)
    return price.quantize(Decimal("0.01"))


def _pieces(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise CellRefused(f"“{_short(text)}” is not a whole number", "Write the pieces in stock: 0, 1, 2 …")
    pieces = int(text)
    if not 0 <= pieces <= MOST_PIECES:
        raise CellRefused(f"{pieces} pieces are impossible", f"Write 0 to {MOST_PIECES}.")
    return pieces


def _status(text: str) -> str:
    if text.lower() not in ProductStatus.values:
        raise CellRefused(f"“{_short(text)}” is not a status", f"Write one of: {', '.join(ProductStatus.values)}.")
    return text.lower()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _characters(field: str) -> Callable[[str], str]:
    return _text(Product._meta.get_field(field).max_length)


COLUMNS: dict[str, Column] = {
    KEY: Column("slug", _slug),
    "name": Column("name", _characters("name")),
    "category": Column("category", _slug),
    "price": Column("price", _price),
    "stock": Column("stock", _pieces),
    "status": Column("status", _status),
    "description": Column("description", _text(LONGEST_DESCRIPTION)),
    "material": Column("material", _characters("material")),
    "colour": Column("colour", _characters("colour")),
    "dimensions": Column("dimensions", _characters("dimensions")),
}
