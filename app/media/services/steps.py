"""What each step does with the objects it is told of."""

import io

from django.core.files.base import File
from PIL import Image

from catalogue import pictures
from catalogue.drawing.files import encode
from media import drawing, objects
from media.models import PictureUpload
from media.services.publish import publish as publish_picture
from media.services.take_step import Reference, take_step
from security.uploads import validate_image

#: the folder of served pictures that come from uploads
SERVED_FOLDER = "uploaded"


def validate(upload_id: int) -> Reference:
    """Decode the file that came, and keep what it shows: turned upright, without metadata, no larger than needed."""

    def work(upload: PictureUpload) -> Reference:
        clean = validate_image(File(io.BytesIO(objects.read(upload.object_name)), name=upload.file_name))
        return {"object": objects.keep(clean.content, "webp")}

    return take_step("validated", {"upload": upload_id}, work)


def resize(reference: Reference) -> Reference:
    """Cut the middle square out."""
    return take_step(
        "resized",
        reference,
        lambda _: {"object": objects.keep(drawing.square(objects.read(reference["object"])), "png")},
    )


def watermark(reference: Reference) -> Reference:
    """Write the shop's name on it."""
    return take_step(
        "watermarked",
        reference,
        lambda _: {"object": objects.keep(drawing.watermark(objects.read(reference["object"])), "png")},
    )


def make_thumbnails(reference: Reference) -> Reference:
    """Encode it in all widths and formats."""

    def work(_: PictureUpload) -> Reference:
        picture = Image.open(io.BytesIO(objects.read(reference["object"])))
        files = encode(picture.convert("RGB"), pictures.WIDTHS)
        return {"files": [[width, suffix, objects.keep(file, suffix)] for (width, suffix), file in files.items()]}

    return take_step("thumbnails made", reference, work)


def upload(reference: Reference) -> Reference:
    """Put the files where the edge serves them from, under their content's hash. Nothing refers to them yet."""

    def work(upload: PictureUpload) -> Reference:
        files = {(width, suffix): objects.read(name) for width, suffix, name in reference["files"]}
        return {"picture": pictures.store(SERVED_FOLDER, f"product-{upload.product_id}", files)}

    return take_step("uploaded", reference, work)


def publish(reference: Reference) -> Reference:
    """Let the product show it."""
    return take_step("published", reference, lambda upload: publish_picture(upload.pk, reference["picture"]))
