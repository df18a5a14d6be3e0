"""Take uploaded files in for a product."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from catalogue.models import Product
from media import objects
from media.models import PictureUpload
from outbox.services.enqueue import enqueue
from security.uploads import Upload

START = "media.tasks.start"


def accept_pictures(product: Product, uploads: Sequence[Upload], *, with_main: bool, by: Any = None) -> None:
    """Keep the files and have the workers begin. With `with_main` the first takes the place of the product's picture
    once it is made; the others are shown below it. Raises what the object store raises.
    """
    kept = [(upload.name, objects.keep(upload.data, "upload")) for upload in uploads]
    with transaction.atomic():
        for number, (file_name, object_name) in enumerate(kept):
            row = PictureUpload.objects.create(
                product=product,
                file_name=file_name[-200:],
                object_name=object_name,
                is_main=with_main and number == 0,
                requested_by=by,
            )
            enqueue(START, [row.pk])
