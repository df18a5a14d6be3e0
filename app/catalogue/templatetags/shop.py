"""What templates need: prices and pictures."""

from typing import Any
from zlib import crc32

from django import template
from django.conf import settings

register = template.Library()

#: of the placeholder classes in components.css
HUES = 12


@register.filter
def money(price: str) -> str:
    """`1234.50` → `€ 1,234.50`."""
    whole, _, cents = price.partition(".")
    return f"€\N{NO-BREAK SPACE}{int(whole):,}.{cents}"


@register.inclusion_tag("catalogue/_picture.html")
def picture(card: dict[str, Any], loading: str = "lazy") -> dict[str, Any]:
    """The product's picture, or a coloured tile with its initial until it has one."""
    return {
        "source": f"{settings.MEDIA_URL}{card['picture']}" if card["picture"] else "",
        "hue": crc32(card["slug"].encode()) % HUES,
        "initial": card["name"][:1],
        "loading": loading,
    }
