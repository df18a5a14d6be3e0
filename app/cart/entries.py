"""What a cart is made of, whoever keeps it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """Pieces of one product, and the price (euro a piece) the shopper last agreed to."""

    quantity: int
    price_seen: Decimal


#: by the product's key, in the order they were put in
type Entries = dict[int, Entry]
