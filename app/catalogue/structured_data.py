"""Products for machines that read pages (schema.org, as JSON-LD)."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalogue import pictures
from catalogue.listing.cards import Card

#: in a script element, what could end it or begin another is spelt in JSON's own way
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def product_data(card: Card, description: str) -> dict[str, Any]:
    """A schema.org Product with its offer, and its rating if it has one."""
    address = settings.SITE_ORIGIN + reverse("catalogue:product", kwargs={"slug": card["slug"]})
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": card["name"],
        "description": description,
        "sku": card["slug"],
        "category": card["category"],
        "url": address,
        "offers": {
            "@type": "Offer",
            "price": card["price"],
            "priceCurrency": "EUR",
            "availability": f"https://schema.org/{'InStock' if card['in_stock'] else 'OutOfStock'}",
            "url": address,
        },
    }
    if card["picture"]:
        data["image"] = pictures.absolute_address(card["picture"])
    if card["rating_count"]:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(card["rating"], 2),
            "reviewCount": card["rating_count"],
        }
    return data


def as_data_block(data: dict[str, Any]) -> SafeString:
    """The content of a `<script type="application/ld+json">`: a data block, which no browser runs and no CSP blocks."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308  (escaped just now)
