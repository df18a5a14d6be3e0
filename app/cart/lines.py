"""A cart as it is shown: today's prices and stock beside what the shopper put in."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cart.entries import Entry
from catalogue.models import Product, ProductStatus


class Problem(StrEnum):
    """Why a line cannot be ordered as it stands."""

    NOT_FOR_SALE = "no longer for sale"
    SOLD_OUT = "sold out"
    SHORT = "fewer left than wanted"


@dataclass(frozen=True, slots=True)
class Line:
    """A product and the entry for it."""

    product: Product
    entry: Entry

    @property
    def quantity(self) -> int:
        """Pieces the shopper wants."""
        return self.entry.quantity

    @property
    def unit_price(self) -> Decimal:
        """Today's, whatever it was when the product was put in."""
        return self.product.price

    @property
    def total(self) -> Decimal:
        """Euro for all pieces."""
        return self.unit_price * self.quantity

    @property
    def price_changed(self) -> bool:
        """Since the shopper last agreed to it."""
        return self.unit_price != self.entry.price_seen

    @property
    def obtainable(self) -> int:
        """Pieces that could be ordered now, at most those wanted."""
        if self.product.status != ProductStatus.ACTIVE:
            return 0
        return min(self.quantity, self.product.stock)

    @property
    def problem(self) -> Problem | None:
        """None for a line that can be ordered."""
        if self.product.status != ProductStatus.ACTIVE:
            return Problem.NOT_FOR_SALE
        if self.product.stock == 0:
            return Problem.SOLD_OUT
        return Problem.SHORT if self.product.stock < self.quantity else None

    @property
    def card(self) -> dict[str, str]:
        """What the picture's tag needs."""
        return {"slug": self.product.slug, "name": self.product.name, "picture": self.product.picture}

    @property
    def counts(self) -> bool:
        """Whether the line is part of the total."""
        return self.problem in (None, Problem.SHORT)


@dataclass(frozen=True, slots=True)
class Summary:
    """All lines, in the order they were put in."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """Euro for everything that is for sale."""
        return sum((line.total for line in self.lines if line.counts), Decimal("0.00"))

    @property
    def pieces(self) -> int:
        """Pieces of all lines."""
        return sum(line.quantity for line in self.lines)

    @property
    def problems(self) -> tuple[Line, ...]:
        """Lines that stand in the way of an order."""
        return tuple(line for line in self.lines if line.problem)

    @property
    def needs_attention(self) -> bool:
        """Whether the shopper should be told something."""
        return any(line.problem or line.price_changed for line in self.lines)

    @property
    def can_be_ordered(self) -> bool:
        """Something is in it, and all of it is to be had."""
        return bool(self.lines) and not self.problems
