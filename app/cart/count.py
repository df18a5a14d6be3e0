"""The number of pieces for the page's header: read from Redis alone, so that no page pays a query for it."""

from django.core.cache import cache

#: seconds; a count that was forgotten comes back when the cart is next looked at or changed
COUNT_SECONDS = 7 * 86_400


def remember(user_id: int, pieces: int) -> None:
    """Keep the account's count."""
    cache.set(_key(user_id), pieces, timeout=COUNT_SECONDS)


def recall(user_id: int) -> int | None:
    """The account's count, or None where it is not known."""
    pieces: int | None = cache.get(_key(user_id))
    return pieces


def _key(user_id: int) -> str:
    return f"cart-count:{user_id}"
