"""Something somebody did with a product."""

from django.db import models

from useractions.kinds import ActionKind


class UserAction(models.Model):
    """Only ever added to, and deleted after ACTION_DAYS (services.forget_old) or with the account."""

    kind = models.CharField(max_length=8, choices=ActionKind)
    #: a keyed hash of the account (services.record_action): this database holds no names and no addresses
    person = models.CharField(max_length=32)
    product_id = models.BigIntegerField()
    #: pieces of a purchase; 1 otherwise
    quantity = models.PositiveIntegerField()
    at = models.DateTimeField()
    #: what happened; it happens once to a product
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "product_id"], name="useraction_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ActionKind.values), name="useraction_kind_known"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="useraction_has_pieces"),
        ]
        indexes = [
            models.Index(fields=["person"], name="useraction_person"),
            models.Index(fields=["at"], name="useraction_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of product {self.product_id}"
