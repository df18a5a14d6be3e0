"""Where an order goes."""

import json
from dataclasses import asdict, dataclass

from django.db import models


class Country(models.TextChoices):
    """Where the shop sends to (ISO 3166-1 alpha-2)."""

    AUSTRIA = "AT", "Austria"
    BELGIUM = "BE", "Belgium"
    FRANCE = "FR", "France"
    GERMANY = "DE", "Germany"
    IRELAND = "IE", "Ireland"
    ITALY = "IT", "Italy"
    NETHERLANDS = "NL", "Netherlands"
    POLAND = "PL", "Poland"
    PORTUGAL = "PT", "Portugal"
    SPAIN = "ES", "Spain"


@dataclass(frozen=True, slots=True)
class Address:
    """What is on the parcel. Kept encrypted, as one text: nobody searches by a part of it."""

    name: str
    street: str
    postcode: str
    city: str
    country: str

    def to_text(self) -> str:
        """For the encrypted column."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Address":
        """The inverse of to_text."""
        return cls(**json.loads(text))

    @property
    def lines(self) -> list[str]:
        """As written on a parcel."""
        return [self.name, self.street, f"{self.postcode} {self.city}", Country(self.country).label]
