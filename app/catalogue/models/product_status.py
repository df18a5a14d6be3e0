from django.db import models


class ProductStatus(models.TextChoices):
    """Only active products are shown."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"
