"""Last of all: the product shows the picture."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.models import Product
from catalogue.services.invalidate import product_changed
from media.models import OPEN, PictureUpload, State


def publish(upload_id: int, picture: str) -> dict[str, Any]:
    """Upload and product in one transaction: until its commit the product shows what it showed. Once; a repetition
    does nothing, and neither does a main picture that was overtaken by one uploaded later.

    What the product showed before stays in the bucket for a while: pages in caches still refer to it.
    """
    with transaction.atomic():
        upload = PictureUpload.objects.select_for_update(no_key=True).filter(pk=upload_id, state__in=OPEN).first()
        if upload is None:
            return {}
        product = (
            Product.objects.select_for_update(no_key=True, of=("self",))
            .select_related("category")
            .get(pk=upload.product_id)
        )
        upload.state, upload.picture, upload.step, upload.moved_at = State.DONE, picture, "published", timezone.now()
        upload.save(update_fields=["state", "picture", "step", "moved_at"])
        newer = PictureUpload.objects.filter(product=product, is_main=True, state=State.DONE, pk__gt=upload.pk)
        if upload.is_main and not newer.exists():
            product.picture = picture
            product.save(update_fields=["picture", "updated_at"])
        else:
            product_changed(product)
    return {}
