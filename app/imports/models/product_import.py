"""One file that staff have handed in."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    """Where an import is. The database refuses anything else."""

    WAITING = "waiting", "Waiting"
    CHECKING = "checking", "Checking the rows"
    APPLYING = "applying", "Writing the products"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused: nothing was written"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Given up"


#: somebody still works on it, or should
OPEN = (State.WAITING, State.CHECKING, State.APPLYING)


class Policy(models.TextChoices):
    """What becomes of the good rows where others are bad."""

    ALL_OR_NOTHING = "all_or_nothing", "All or nothing: one bad row, and nothing is written"
    GOOD_ROWS = "good_rows", "Import the good rows and list the bad ones"


class ProductImport(models.Model):
    """The file lies in the object store; its chunks are rows of their own, and each says what has been done to it."""

    #: as it was called where it came from
    file_name = models.CharField(max_length=200, editable=False)
    #: in the media bucket; `imports/` is not served by the edge
    object_name = models.CharField(max_length=100, unique=True, editable=False)
    policy = models.CharField(max_length=20, choices=Policy, default=Policy.ALL_OR_NOTHING)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING, editable=False)
    rows = models.PositiveIntegerField(editable=False)
    #: the header, and what separates the cells
    columns = models.JSONField(editable=False)
    delimiter = models.CharField(max_length=1, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    #: when work was last handed to the workers, and how often without any of it getting done
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    sendings = models.PositiveSmallIntegerField(default=0, editable=False)
    #: why it is refused or given up, for people
    problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = "import of products"
        verbose_name_plural = "imports of products"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="productimport_state_known"),
            models.CheckConstraint(condition=models.Q(policy__in=Policy.values), name="productimport_policy_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, finished_at=None)
                | (~models.Q(state__in=OPEN) & models.Q(finished_at__isnull=False)),
                name="productimport_is_finished_or_open",
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], name="productimport_open", condition=models.Q(state__in=OPEN))]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.pk})"

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to it."""
        return self.state in OPEN
