"""What the shop tells people of: a closed vocabulary. Nothing else is dispatched."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Channel(models.TextChoices):
    """A way to a person, the most reliable first.

    The mail address was confirmed when the account was made; a telephone number was only typed in; and an app may be
    gone from a telephone without anybody knowing.
    """

    EMAIL = "email", "Mail"
    SMS = "sms", "Text message"
    PUSH = "push", "Push message"


#: the channels by how surely a message arrives
RELIABILITY = tuple(Channel)


class Urgency(StrEnum):
    """What waiting costs."""

    #: now, on one allowed channel after the other until one accepts it
    URGENT = "urgent"
    #: on the channel the person prefers
    NORMAL = "normal"
    #: only if the person asked for it, and not in their quiet hours
    LOW = "low"


class Group(models.TextChoices):
    """Kinds that people choose channels for together. SECURITY is no choice: it is never switched off."""

    SECURITY = "security", "Your account and its security"
    ORDERS = "orders", "Your orders"
    REVIEWS = "reviews", "Your reviews"
    WISHLIST = "wishlist", "Lower prices on your wishlist"


#: the groups people choose for
CHOSEN = (Group.ORDERS, Group.REVIEWS, Group.WISHLIST)


class Kind(models.TextChoices):
    """One thing to tell. The value is also the name of the mail's template."""

    WELCOME = "welcome", "New account"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PHONE_CHANGED = "phone_changed", "Telephone number changed"
    ORDER_PAID = "order_paid", "Order paid"
    ORDER_PAYMENT_FAILED = "order_payment_failed", "Payment failed"
    ORDER_SHIPPED = "order_shipped", "Order shipped"
    ORDER_CANCELLED = "order_cancelled", "Order cancelled"
    ORDER_REFUNDED = "order_refunded", "Order refunded"
    REVIEW_PUBLISHED = "review_published", "Review published"
    PRICE_DROP = "price_drop", "Lower price"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind is sent.

    Attributes:
        subject: of the mail and the push message; `{…}` is from the notification's context.
        short: the whole text message, which must fit into two SMS; the push message's body.
        channels: the ones this kind may use at all.
    """

    group: Group
    urgency: Urgency
    subject: str
    short: str
    channels: frozenset[Channel] = frozenset(Channel)


_MAIL = frozenset({Channel.EMAIL})
_QUIET = frozenset({Channel.EMAIL, Channel.PUSH})

RULES: dict[Kind, Rule] = {
    Kind.WELCOME: Rule(
        Group.SECURITY, Urgency.NORMAL, "Welcome to Rushhour", "Good to have you at Rushhour.", channels=_MAIL
    ),
    Kind.PASSWORD_CHANGED: Rule(
        Group.SECURITY,
        Urgency.URGENT,
        "Your password was changed",
        "The password of your Rushhour account was changed. If it was not you, get a new one at once: {site}",
    ),
    Kind.PHONE_CHANGED: Rule(
        Group.SECURITY,
        Urgency.NORMAL,
        "Your telephone number was changed",
        "The telephone number of your Rushhour account was changed.",
        channels=_MAIL,
    ),
    Kind.ORDER_PAID: Rule(
        Group.ORDERS, Urgency.NORMAL, "Your order {number}", "Your order {number} over {total} euro is paid."
    ),
    Kind.ORDER_PAYMENT_FAILED: Rule(
        Group.ORDERS,
        Urgency.URGENT,
        "Your order {number} could not be paid",
        "Your order {number} could not be paid. Nothing was charged. Try again: {site}{path}",
    ),
    Kind.ORDER_SHIPPED: Rule(
        Group.ORDERS, Urgency.NORMAL, "Your order {number} is on its way", "Your order {number} is on its way."
    ),
    Kind.ORDER_CANCELLED: Rule(
        Group.ORDERS, Urgency.NORMAL, "Your order {number} is cancelled", "Your order {number} is cancelled."
    ),
    Kind.ORDER_REFUNDED: Rule(
        Group.ORDERS,
        Urgency.NORMAL,
        "The money for your order {number} is on its way back",
        "We have sent {total} euro for your order {number} back to you.",
    ),
    Kind.REVIEW_PUBLISHED: Rule(
        Group.REVIEWS,
        Urgency.LOW,
        "Your review is published",
        "Your review of {product} is published: {site}{path}",
        channels=_QUIET,
    ),
    Kind.PRICE_DROP: Rule(
        Group.WISHLIST,
        Urgency.LOW,
        "{product} costs less now",
        "{product} on your wishlist costs {price} euro now, {before} before: {site}{path}",
    ),
}
