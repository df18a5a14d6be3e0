"""The further pictures of products."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from media.models import PictureUpload, State


def further_pictures() -> ArraySubquery:
    """For annotate() on products: the bases of their further pictures, oldest first, without a query of its own."""
    shown = PictureUpload.objects.filter(product=OuterRef("pk"), state=State.DONE, is_main=False)
    return ArraySubquery(shown.order_by("pk").values("picture"))
