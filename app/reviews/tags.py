"""Which generation the shown reviews of a product depend on (C7)."""


def of_reviews(slug: str) -> list[str]:
    """Tags of everything that shows reviews of this product."""
    return [f"reviews:{slug}"]
