"""Parts of pages that need a little arithmetic."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template

from storefront.help import TOPICS

register = template.Library()


@register.inclusion_tag("components/stars.html")
def stars(average: float | Decimal, count: int | None = None) -> dict[str, Any]:
    """A rating of 0 to 5 as stars, drawn to the nearest half and said to one decimal; with the number of reviews."""
    exact = Decimal(str(average))
    halves = int((exact * 2).quantize(Decimal(1), ROUND_HALF_UP))
    if not 0 <= halves <= 10:
        raise ValueError(f"a rating of {average} cannot be shown: stars go from 0 to 5")
    said = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return {"halves": halves, "said": f"{said:f}".removesuffix(".0"), "count": count}


@register.simple_tag
def help_topics() -> Iterable[tuple[str, str]]:
    """Name and title of each topic of the help pages."""
    return TOPICS.items()
