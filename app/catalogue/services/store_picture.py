"""Give a product its picture in the media bucket."""

from typing import Any
from zlib import crc32

from django.db import transaction

from catalogue import pictures
from catalogue.drawing.files import draw_files
from catalogue.drawing.goods import DRAWINGS, PARCEL
from catalogue.drawing.palettes import COLOURS, MATERIALS
from catalogue.models import Product
from catalogue.services.generate_products import picture_key
from catalogue.services.make_pictures import DRAWN, FOLDER


def store_picture(product_id: int) -> dict[str, Any]:
    """Draw, upload, and name the picture in the product's row. Repeating it stores the same files.

    A picture that was not drawn is staff's own and stays, also when it comes while this one is drawn.

    The drawing is of the good in the product's name, in its material and colour; of a parcel where there is none.
    Raises Product.DoesNotExist.
    """
    product = Product.objects.select_related("category").get(pk=product_id)
    if not _is_drawn(product.picture):
        return {"object": product.picture, "bytes": 0}
    good, material, colour = drawing_of(product)
    files = draw_files((good, material, colour), widths=pictures.WIDTHS)
    base = pictures.store(FOLDER, picture_key(good, material, colour), files)
    with transaction.atomic():
        product = (
            Product.objects.select_for_update(no_key=True, of=("self",)).select_related("category").get(pk=product_id)
        )
        if _is_drawn(product.picture):
            product.picture = base
            product.picture_alt = (
                f"{good} in {colour}, drawn" if good == PARCEL else f"{material} {good.lower()} in {colour}, drawn"
            )
            product.save(update_fields=["picture", "picture_alt", "updated_at"])
    return {"object": product.picture, "bytes": sum(map(len, files.values()))}


def _is_drawn(picture: str) -> bool:
    return not picture or picture.startswith(f"pictures/{DRAWN}")


def drawing_of(product: Product) -> tuple[str, str, str]:
    """Good, material and colour of the product's picture; what the product does not say is the same every time."""
    named = [good for good in DRAWINGS if good.lower() in product.name.lower()]
    good = max(named, key=len, default=PARCEL)
    chance = crc32(product.slug.encode())
    material = product.material if product.material in MATERIALS else sorted(MATERIALS)[chance % len(MATERIALS)]
    colour = product.colour if product.colour in COLOURS else sorted(COLOURS)[chance % len(COLOURS)]
    return good, material, colour
