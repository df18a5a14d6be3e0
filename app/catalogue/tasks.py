"""Tasks of the catalogue: queues `default` and `media`."""

from typing import Any

from catalogue.services import count_view, store_picture, warm_up
from config.celery import app
from receipts.services import effect_once


@app.task(name="catalogue.tasks.warm_up_caches")
def warm_up_caches() -> dict[str, int]:
    """Fill the caches (every 10 minutes, and after a deploy)."""
    return warm_up.warm_up()


@app.task(name="catalogue.tasks.flush_view_counts")
def flush_view_counts() -> dict[str, int]:
    """Move the counted views from Redis to the products."""
    return count_view.flush_view_counts()


@app.task(name="catalogue.tasks.make_picture", bind=True)
def make_picture(self: Any, product_id: int, effect_key: str = "") -> dict[str, Any]:
    """Draw the product's picture and store it."""
    return effect_once(
        task=self.name,
        effect_key=effect_key or self.request.id,
        effect=lambda: store_picture.store_picture(product_id),
    )
