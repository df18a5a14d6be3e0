"""What happened to an order."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from orders.models.order import Order
from orders.states import Actor, OrderStatus


class OrderEvent(models.Model):
    """Who moved the order, when, from and to. Only ever added to: a trigger refuses changes in the database itself.

    An event is also the note that its follow-up (mails, caches, work items) is due: see services/follow_up.py.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.CharField(max_length=10, choices=Actor)
    #: the person, where it was one
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    #: empty for the order's beginning
    from_status = models.CharField(max_length=16, choices=OrderStatus, blank=True)
    to_status = models.CharField(max_length=16, choices=OrderStatus)
    note = models.CharField(max_length=200, blank=True)
    #: {"<product key>": [pieces before, pieces after]}: what this did to the shelf
    stock = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(actor__in=Actor.values), name="orderevent_actor_known"),
            models.CheckConstraint(condition=models.Q(to_status__in=OrderStatus.values), name="orderevent_to_known"),
            # An order enters no state twice: no transition leads back.
            models.UniqueConstraint(fields=["order", "to_status"], name="orderevent_once_a_state"),
        ]
        indexes = [models.Index(fields=["at"], name="orderevent_age")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_status or 'new'} to {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the first time."""
        if self.pk is not None:
            raise TypeError("an order's events are only added to; record what happened as another event")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise TypeError("an order's events are evidence and stay")
