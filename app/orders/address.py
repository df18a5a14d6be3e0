"""Where an order goes: a copy, so that an address book can change without moving parcels."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from accounts.models import Address as SavedAddress
from accounts.models.country import Country


@dataclass(frozen=True, slots=True)
class Address:
    """What is on the parcel. Kept encrypted, as one text: nobody searches by a part of it."""

    recipient: str
    line_1: str
    postal_code: str
    city: str
    #: ISO 3166-1, two letters
    country: str
    line_2: str = ""

    def to_text(self) -> str:
        """For the encrypted column."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The inverse of to_text."""
        return cls(**json.loads(text))

    @classmethod
    def from_book(cls, saved: SavedAddress) -> Self:
        """A copy of an entry of somebody's address book."""
        return cls(saved.recipient, saved.line_1, saved.postal_code, saved.city, saved.country, saved.line_2)

    @property
    def lines(self) -> list[str]:
        """As written on a parcel."""
        town = f"{self.postal_code} {self.city}"
        return [line for line in (self.recipient, self.line_1, self.line_2, town, Country(self.country).label) if line]
