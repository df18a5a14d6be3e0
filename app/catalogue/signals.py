"""Every saved or deleted product and category invalidates what shows it, whoever saved it (admin, shell, service).

Bulk updates send no signals: services that use them call catalogue.services.invalidate themselves.
"""

from typing import Any

from django.db.models.signals import post_delete, post_init, post_save
from django.dispatch import receiver

from catalogue.models import Category, Product
from catalogue.services.invalidate import category_changed, product_changed


@receiver(post_init, sender=Product)
def remember_category(instance: Product, **_: Any) -> None:
    """Keep the category the row was read with: after a move the old list must be forgotten too."""
    instance._category_read = instance.__dict__.get("category_id")


@receiver(post_save, sender=Product)
@receiver(post_delete, sender=Product)
def product_saved(instance: Product, **_: Any) -> None:
    before = instance._category_read
    moved_from = []
    if before is not None and before != instance.category_id:
        moved_from = list(Category.objects.filter(pk=before).values_list("slug", flat=True))
    product_changed(instance, categories=moved_from)
    instance._category_read = instance.category_id


@receiver(post_save, sender=Category)
@receiver(post_delete, sender=Category)
def category_saved(instance: Category, **_: Any) -> None:
    category_changed(instance)
