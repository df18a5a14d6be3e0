"""Tasks of the wishlist: queue `default`."""

from typing import Any

from config.celery import app
from receipts.services import effect_once
from wishlist.services import lower_prices


@app.task(name="wishlist.tasks.tell_of_lower_price", bind=True)
def tell_of_lower_price(self: Any, product_id: int, before: str, after: str, beyond: int = 0) -> dict[str, Any]:
    """A product costs less: tell a batch of those who wish for it, and ask for the next batch."""
    return effect_once(
        task=self.name,
        effect_key=self.request.id,
        effect=lambda: lower_prices.tell_of_lower_price(product_id, before, after, beyond=beyond),
    )
