"""What a moderator decided about a review, and when."""

from django.conf import settings
from django.db import models

from reviews.models.review import Review, ReviewStatus

REASON_CHARACTERS = 300


class Decision(models.Model):
    """Rows are added and never changed: the history of a review's moderation."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    #: of the review, that the moderator had seen
    revision = models.PositiveIntegerField()
    verdict = models.CharField(
        max_length=10,
        choices=[(status.value, status.label) for status in (ReviewStatus.APPROVED, ReviewStatus.REJECTED)],
    )
    #: told to the author of a rejected review
    reason = models.CharField(max_length=REASON_CHARACTERS, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="review_decisions"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=[ReviewStatus.APPROVED, ReviewStatus.REJECTED]),
                name="decision_verdict_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict=ReviewStatus.REJECTED, reason=""), name="decision_rejection_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.decided_by_id or 'somebody'}"
