"""Tasks of reviews: queue `default`."""

from typing import Any

from config.celery import app
from receipts.services import effect_once
from reviews.services import tell_author as telling


@app.task(name="reviews.tasks.published", bind=True)
def published(self: Any, revisions: list[list[int]], effect_key: str = "") -> dict[str, Any]:
    """Moderators have approved these reviews, each a pair of key and revision: tell the authors, and count them."""
    return effect_once(
        task=self.name, effect_key=effect_key or self.request.id, effect=lambda: telling.tell_authors(revisions)
    )
