"""A product that is saved with a lower price, whoever saves it (admin, shell, service).

Bulk updates send no signals: services that use them call wishlist.services.lower_prices themselves.
"""

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from catalogue.models import Product
from wishlist.services.lower_prices import prices_changed


@receiver(pre_save, sender=Product)
def note_price(instance: Product, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """One query where the price may change: what it is before."""
    instance._price_before = None
    if instance.pk and (update_fields is None or "price" in update_fields):
        instance._price_before = Product.objects.filter(pk=instance.pk).values_list("price", flat=True).first()


@receiver(post_save, sender=Product)
def tell(instance: Product, **_: Any) -> None:
    """In the transaction of the save, where its caller has opened one; the administration does."""
    if instance._price_before is not None:
        after = Product._meta.get_field("price").to_python(instance.price)
        prices_changed({instance.pk: (instance._price_before, after)})
