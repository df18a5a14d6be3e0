"""A product on somebody's list."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.models import Product


class Wish(models.Model):
    """Newest first; a product is on a list once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="wishes")
    wished_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="wish_once_a_product")]
        # Keys are given in the order of wishing; the list is read by it.
        indexes = [models.Index(fields=["user", "-id"], name="wish_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} wishes {self.product_id}"
