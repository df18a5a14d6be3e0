"""Which generation each page depends on (C7). A page that shows a product as one of many lags by its lifetime only
where the product is merely recommended; lists and the product's own page never lag."""

CATALOGUE = "catalogue"


def of_list(category: str) -> list[str]:
    """Tags of a list page; the empty category is the whole catalogue."""
    return [f"category:{category}" if category else CATALOGUE]


def of_product(slug: str) -> list[str]:
    """Tags of a product's own facts."""
    return [f"product:{slug}"]


def touched_by_product(*, slug: str, categories: set[str]) -> list[str]:
    """Tags that a change of the product invalidates. `categories`: its slugs before and after the change."""
    return [CATALOGUE, *(f"category:{category}" for category in sorted(categories)), *of_product(slug)]
