"""Give a product a picture that staff have chosen."""

import io

from PIL import Image, ImageOps

from catalogue import pictures
from catalogue.drawing.files import encode
from catalogue.models import Product
from security.uploads import Picture

FOLDER = "uploaded"
#: behind what a picture lets through
GROUND = (255, 255, 255)


def upload_picture(product: Product, picture: Picture) -> None:
    """Cut the middle square out of a checked picture, store it in all widths and formats, and name it in the row.

    What the product showed before stays in the bucket: pages in caches still refer to it.
    """
    image = Image.open(io.BytesIO(picture.content)).convert("RGBA")
    ground = Image.new("RGBA", image.size, GROUND)
    flat = Image.alpha_composite(ground, image).convert("RGB")
    side = max(pictures.WIDTHS)
    files = encode(ImageOps.fit(flat, (side, side), Image.Resampling.LANCZOS), pictures.WIDTHS)
    product.picture = pictures.store(FOLDER, f"product-{product.pk}", files)
    product.save(update_fields=["picture", "updated_at"])
