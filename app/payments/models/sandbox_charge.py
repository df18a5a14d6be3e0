"""The sandbox's books. They stand for a provider's own: only payments.gateways.sandbox reads and writes them."""

from django.db import models

from payments.gateways.contract import ChargeStatus


class SandboxToken(models.TextChoices):
    """What the customer can choose, and what then happens."""

    SUCCEEDS = "tok_succeeds", "Test card that is accepted"
    DECLINED = "tok_declined", "Test card that is declined"
    CONFIRMATION = "tok_confirmation", "Test card that asks for a confirmation"
    ANSWER_LOST = "tok_answer_lost", "Test card whose answer gets lost"
    REQUEST_LOST = "tok_request_lost", "Test card whose request gets lost"
    CAPTURE_ANSWER_LOST = "tok_capture_answer_lost", "Test card whose second answer gets lost"
    UNAVAILABLE = "tok_unavailable", "Test card of a provider that is away"


class SandboxCharge(models.Model):
    """A charge, by the key it was asked for with."""

    reference = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=32, unique=True)
    token = models.CharField(max_length=64, choices=SandboxToken)
    #: euro
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=20)
    #: false while the request is "lost on its way": the provider knows nothing of it
    arrived = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in ChargeStatus]),
                name="sandboxcharge_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
