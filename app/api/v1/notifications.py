"""What the caller wants to be told of, and how: always their own, no address names another."""

from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import AfterValidator, Field, StringConstraints

from api.handlers import pointer
from api.problems import ApiProblem, Problem
from api.routing import ShopRouter
from api.shapes import ProblemDocument, Received, Sent, example
from notifications.forms import PreferencesForm
from notifications.gateways import gateways
from notifications.kinds import CHOSEN, Channel
from notifications.models import Preferences
from notifications.selectors import preferences_of, push_identity
from notifications.services.save_preferences import save_preferences
from notifications.views import CHANGES
from security.throttle import throttle

router = ShopRouter()

PATH = "/me/notifications"
#: the form's fields to the members they come from, where they are called differently
MEMBERS = {"quiet_from": ("quiet_hours", "begin"), "quiet_until": ("quiet_hours", "end")}
EXAMPLE: dict[str, Any] = {
    "orders": ["email"], "reviews": [], "wishlist": ["email"], "preferred": "email", "phone": "",
    "quiet_hours": {"begin": "22:00", "end": "07:30"}, "time_zone": "Europe/Amsterdam",
}  # fmt: skip


def _each_once(channels: list[Channel]) -> list[Channel]:
    if len(set(channels)) < len(channels):
        raise ValueError("Each channel may stand there once.")
    return channels


Channels = Annotated[
    list[Annotated[Channel, Field(strict=False)]],
    Field(max_length=len(Channel), json_schema_extra={"uniqueItems": True}),
    AfterValidator(_each_once),
]
Clock = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", min_length=5, max_length=5),
    Field(examples=["22:00"]),
]
Phone = Annotated[str, StringConstraints(pattern=r"^(\+[1-9][0-9]{7,14})?$", max_length=16)]
Zone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]+$", min_length=1, max_length=64)]


class QuietHours(Received):
    """From `begin` to `end`, in `time_zone`, what can wait waits. They may go over midnight."""

    begin: Clock
    end: Clock


class NewPreferences(Received):
    """All of them: what is not ticked is switched off."""

    model_config = example(**EXAMPLE)

    orders: Channels = Field(description="paid, shipped, cancelled, refunded, or not paid for")
    reviews: Channels = Field(description="a review of yours is published")
    wishlist: Channels = Field(description="something you wish for costs less")
    preferred: Channel = Field(strict=False, description="the channel to use where several are ticked")
    phone: Phone = Field(description="E.164, for text messages; empty: none")
    quiet_hours: QuietHours | None = Field(description="null: none")
    time_zone: Zone = Field(description="a place of the IANA database, or UTC")


class Told(Sent):
    """The preferences, as far as this shop has the channels."""

    orders: list[Channel]
    reviews: list[Channel]
    wishlist: list[Channel]
    preferred: Channel
    phone: str
    quiet_hours: QuietHours | None
    time_zone: str
    channels: list[Channel] = Field(description="what this shop can send by")
    push_identity: str = Field(description="what an app registers its telephone under; empty without push messages")


@router.get(PATH, response=Told, operation_id="getNotificationPreferences", summary="What I am told of")
def get_preferences(request: HttpRequest) -> Any:
    """The defaults, until something is chosen. News of the account's security always come."""
    return _told(request, preferences_of(request.user))  # type: ignore[arg-type]  # is signed in


@router.put(
    PATH, response={200: Told, 409: ProblemDocument}, operation_id="setNotificationPreferences",
    summary="Choose what I am told of",
)  # fmt: skip
def set_preferences(request: HttpRequest, body: NewPreferences) -> Any:
    """Replaces all of them. A new telephone number is told to the account's mail address.

    409 where this shop lacks a channel or a time zone, text messages have no number, or the quiet hours no length.
    """
    throttle("notification-preferences", str(request.user.pk), CHANGES)
    form = PreferencesForm(_fields(body), instance=preferences_of(request.user))  # type: ignore[arg-type]  # is signed in
    form.full_clean()
    # The page has no field for these where there is no choice.
    if "preferred" not in form.fields and body.preferred not in form.offered:
        form.add_error(None, f"This shop does not send by {body.preferred}: `preferred` is one of `channels`.")
    if "phone" not in form.fields and body.phone != form.instance.phone:
        form.add_error(None, "This shop sends no text messages and takes no other telephone number.")
    if form.errors:
        raise ApiProblem(Problem.CONFLICT, "Not all of it can be kept; `errors` says what.", errors=_errors(form))
    return _told(request, save_preferences(form.apply()))


def _fields(body: NewPreferences) -> dict[str, Any]:
    """As the page's form sends them."""
    sent = body.model_dump(mode="json")
    quiet = sent.pop("quiet_hours") or {}
    return sent | {"quiet_from": quiet.get("begin", ""), "quiet_until": quiet.get("end", "")}


def _errors(form: PreferencesForm) -> list[dict[str, str]]:
    return [
        {"detail": str(message), "code": "rule", "pointer": pointer(_member(field))}
        for field, messages in form.errors.items()
        for message in messages
    ]


def _member(field: str) -> tuple[str, ...]:
    return () if field == "__all__" else MEMBERS.get(field, (field,))


def _told(request: HttpRequest, preferences: Preferences) -> dict[str, Any]:
    offered = list(gateways())
    begin, end = preferences.quiet_from, preferences.quiet_until
    return {
        **{group.value: [name for name in getattr(preferences, group) if name in offered] for group in CHOSEN},
        "preferred": preferences.preferred if preferences.preferred in offered else Channel.EMAIL,
        "phone": preferences.phone,
        "quiet_hours": {"begin": f"{begin:%H:%M}", "end": f"{end:%H:%M}"} if begin and end else None,
        "time_zone": preferences.time_zone,
        "channels": offered,
        "push_identity": push_identity(request.user) if Channel.PUSH in offered else "",  # type: ignore[arg-type]  # is signed in
    }
