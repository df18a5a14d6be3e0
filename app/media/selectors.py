"""The further pictures of products."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from media.models import OPEN, PictureUpload, State

#: pictures below a product's own: more than anybody looks at, and few enough for the product's form, whose fields are
#: limited (DATA_UPLOAD_MAX_NUMBER_FIELDS)
MOST_FURTHER = 12


def further_pictures() -> ArraySubquery:
    """For annotate() on products: the bases of their further pictures, oldest first, without a query of its own."""
    shown = PictureUpload.objects.filter(product=OuterRef("pk"), state=State.DONE, is_main=False)
    return ArraySubquery(shown.order_by("pk").values("picture"))


def room_for_further(product_id: int | None) -> int:
    """How many more pictures a product may get below its own; those that are being made count."""
    if product_id is None:
        return MOST_FURTHER
    there = PictureUpload.objects.filter(product=product_id, is_main=False, state__in=(*OPEN, State.DONE)).count()
    return max(0, MOST_FURTHER - there)
