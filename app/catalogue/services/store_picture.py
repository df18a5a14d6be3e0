"""Give a product its picture in the object store."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalogue.models import Product
from catalogue.services.draw_picture import draw_picture


def store_picture(product_id: int) -> dict[str, Any]:
    """Draw, upload, and name the object in the product's row. Repeating it overwrites the same object.

    Raises Product.DoesNotExist. The object's name carries its content's hash, so caches may keep it for ever.
    """
    product = Product.objects.select_related("category").get(pk=product_id)
    content = draw_picture(product.slug)
    name = f"products/{product.slug}-{hashlib.sha256(content).hexdigest()[:12]}.webp"
    stored = default_storage.save(name, ContentFile(content))
    product.picture = stored
    product.save(update_fields=["picture", "updated_at"])
    return {"object": stored, "bytes": len(content)}
