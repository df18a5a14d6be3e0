"""A picture that staff take away disappears from the product's page."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from catalogue.services.invalidate import product_changed
from media.models import PictureUpload


@receiver(post_delete, sender=PictureUpload)
def picture_taken_away(instance: PictureUpload, **_: Any) -> None:
    """Only a further picture is shown by its row; the product's own is in the product."""
    if instance.picture and not instance.is_main:
        product_changed(instance.product)
