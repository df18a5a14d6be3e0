"""What templates need: prices and pictures."""

from typing import Any
from zlib import crc32

from django import template

from catalogue import pictures
from catalogue.listing.facets import Choice
from catalogue.listing.selection import Selection

register = template.Library()

#: of the placeholder classes in components.css
HUES = 12
#: how wide a picture is on the page, for the browser to choose a file: two cards beside each other on a telephone, four
#: or more on a desk; half the page for the product's own
CARD_SIZES = "(max-width: 40rem) 46vw, 18rem"
PAGE_SIZES = "(min-width: 52rem) 42rem, 92vw"


@register.filter
def money(price: str) -> str:
    """`1234.50` → `€ 1,234.50`."""
    whole, _, cents = price.partition(".")
    return f"€\N{NO-BREAK SPACE}{int(whole):,}.{cents}"


@register.filter
def chosen(address: str, selection: Selection) -> str:
    """The address of a list with a selection: `{{ address|chosen:choice.selection }}`."""
    return f"{address}?{selection.query}" if selection.query else address


@register.filter
def shelf(address: str, choice: Choice) -> str:
    """The address of a category's list; the chosen one leads to its first page, not away from it."""
    selection = choice.selection.but(category=choice.value)
    return chosen(address, selection)


@register.filter
def unfiltered(address: str, selection: Selection) -> str:
    """The address of a list without its filters; words, category and order stay."""
    return chosen(address, selection.but(least=None, most=None, available=False, rating=0))


@register.inclusion_tag("catalogue/_picture.html")
def picture(card: dict[str, Any], loading: str = "lazy", further: str = "", number: int = 0) -> dict[str, Any]:
    """The product's picture, or a coloured tile with its initial until it has one. `further`: another one of it, the
    `number`th below.

    `loading="eager"` is for the picture that the page is about: large, and asked for first. "soon" is for those in
    sight when the page opens: not put off, and not before others.
    """
    base = further or card["picture"]
    if not base:
        return {"hue": crc32(card["slug"].encode()) % HUES, "initial": card["name"][:1]}
    return {
        "avif": pictures.srcset(base, pictures.AVIF.suffix),
        "webp": pictures.srcset(base, pictures.WEBP.suffix),
        "source": pictures.default_address(base),
        "sizes": PAGE_SIZES if loading == "eager" else CARD_SIZES,
        "alt": f"{card['name']}, picture {number + 1}" if further else card.get("picture_alt", ""),
        "loading": loading,
    }
