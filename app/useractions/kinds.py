"""What people do that is counted: a closed vocabulary."""

from django.db import models


class ActionKind(models.TextChoices):
    """Each with what it adds to a product's day."""

    PURCHASE = "purchase", "Purchase"
    REVIEW = "review", "Review"
    WISH = "wish", "Wish"
    UNWISH = "unwish", "Wish taken back"
