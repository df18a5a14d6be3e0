"""Reports, and whom they are mailed to."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    """What a report says."""

    SALES = "sales", "Sales and views, day by day"
    STOCK_VALUE = "stock-value", "Value of the stock by category, now"
    STOCK_LIST = "stock-list", "The stock, product by product, now"


#: these are about a period; the others about the moment they are made in
WITH_PERIOD = (Kind.SALES,)


class State(models.TextChoices):
    """Where a report is. The database refuses anything else."""

    WAITING = "waiting", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Given up"


class Report(models.Model):
    """A report, in the object store once it is done. There is one of a kind and period, whoever asks."""

    kind = models.CharField(max_length=40, choices=Kind)
    #: first and last day (UTC)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DONE, editable=False)
    #: object names in the media bucket; `reports/` is not served by the edge
    object_name = models.CharField(max_length=200, blank=True, editable=False)
    plot_name = models.CharField(max_length=200, blank=True, editable=False)
    #: the figures in a sentence: for the mail, and for those who do not see the plot
    summary = models.CharField(max_length=300, blank=True, editable=False)
    rows = models.PositiveIntegerField(default=0, editable=False)
    #: why it was given up, for people
    problem = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    #: when it was last handed to the workers, and how often
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    sendings = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "-created_at"], name="report_kind_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period_start", "period_end"],
                condition=models.Q(period_start__isnull=False),
                name="report_once_a_period",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(
                condition=models.Q(period_start=None, period_end=None)
                | models.Q(period_start__lte=models.F("period_end")),
                name="report_period_in_order",
            ),
            models.UniqueConstraint(
                fields=["object_name"], condition=~models.Q(object_name=""), name="report_object_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.DONE) | ~models.Q(object_name=""), name="report_done_has_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}".strip()

    @property
    def period(self) -> str:
        """`2026-11-16 to 2026-11-22`, or nothing."""
        return f"{self.period_start} to {self.period_end}" if self.period_start else ""


class Recipient(models.Model):
    """Somebody who wants a report by mail, once."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="recipient_once_a_report")]

    def __str__(self) -> str:
        return f"recipient of report {self.report_id}"
