"""Which generation the suggestions beside a product depend on (C7)."""


def of_suggestions(slug: str) -> list[str]:
    """Tags of what is suggested on this product's page."""
    return [f"suggestions:{slug}"]


def of_choice(user_id: int) -> list[str]:
    """Tags of what is chosen for this account."""
    return [f"recommended:{user_id}"]
