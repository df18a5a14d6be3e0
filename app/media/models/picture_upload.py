"""One file that staff have uploaded for a product."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalogue.models import Product


class State(models.TextChoices):
    """Where it is. The database refuses anything else."""

    WAITING = "waiting", "Being made"
    DONE = "done", "Shown"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Given up"


#: somebody still works on it, or should
OPEN = (State.WAITING,)


class PictureUpload(models.Model):
    """The file lies in the media bucket until the picture is made of it. What a product shows is changed last.

    The further pictures of a product are the uploads that are done and not its main one, oldest first.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="uploads", db_index=False)
    #: as it was called where it came from
    file_name = models.CharField(max_length=200, editable=False)
    #: the file as it came, named by its content's hash; not served by the edge
    object_name = models.CharField(max_length=100, editable=False)
    #: whether it takes the place of the product's picture, or is shown below it
    is_main = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    #: the last step that is done
    step = models.CharField(max_length=20, blank=True, editable=False)
    #: why it is refused or given up, for people
    problem = models.CharField(max_length=300, blank=True, editable=False)
    #: what catalogue.pictures finds the files by, once they are made
    picture = models.CharField(max_length=200, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: when a step was last done or sent, and how often it has been sent without getting on
    moved_at = models.DateTimeField(default=timezone.now, editable=False)
    sendings = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "uploaded picture"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="pictureupload_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=State.DONE) | ~models.Q(picture=""), name="pictureupload_done_has_picture"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "id"], name="pictureupload_of_product"),
            models.Index(fields=["moved_at"], name="pictureupload_open", condition=models.Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to it."""
        return self.state in OPEN
