"""Tell somebody something."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from databases.routing import PRIMARY
from notifications.decide import Plan, decide
from notifications.kinds import RULES, Kind
from notifications.models import Delivery, Notification
from notifications.rendering import OWN_CONTEXT
from notifications.selectors import recipient_of
from notifications.services.send_off import send_off


def dispatch(
    user: Any, kind: Kind, *, key: str, context: Mapping[str, Any] | None = None, now: datetime | None = None
) -> Notification | None:
    """Decide by urgency and the person's preferences how to tell them, write it down, and send it on its way.

    All in the caller's transaction: it is sent if that commits, and not otherwise. `key` says what it is about: the
    same user, kind and key again is the same notification, which is returned and not sent twice. None where the person
    is not to be told: the account is closed, they do not want it, or no channel reaches them. Raises KeyError for a
    context without what the kind's texts name, before anything is written.
    """
    rule = RULES[kind]
    facts = dict(context or {})
    for text in (rule.subject, rule.short):
        text.format_map({**facts, **dict.fromkeys(OWN_CONTEXT, "")})
    plan = decide(rule, recipient_of(user), now or timezone.now())
    return _written(user, kind, key, facts, plan) if plan.channels else None


def _written(user: Any, kind: Kind, key: str, facts: dict[str, Any], plan: Plan) -> Notification:
    same = Notification.objects.filter(user=user, kind=kind, key=key)
    if there := same.first():
        return there
    notification = Notification(user=user, kind=kind, key=key, context=facts, held_until=plan.hold_until)
    try:
        with transaction.atomic(using=PRIMARY):
            notification.save(force_insert=True)
            Delivery.objects.bulk_create(
                Delivery(notification=notification, channel=channel, position=position, template=kind)
                for position, channel in enumerate(plan.channels)
            )
            send_off(notification.pk, kind, at=plan.hold_until)
    except IntegrityError:
        # Somebody else has just written the same; whatever else broke is raised again.
        if there := same.first():
            return there
        raise
    return notification
