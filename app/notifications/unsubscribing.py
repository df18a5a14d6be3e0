"""The link at the foot of a mail that one may do without: signed, for one account and one group of kinds."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notifications.kinds import CHOSEN, Group

SALT = "notifications.unsubscribe"


class LinkDoesNotWork(Exception):
    """The link was not made by this shop."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose mails of which group are not wanted any more."""

    user_id: int
    group: Group


def unsubscribe_link(user_id: int, group: Group) -> str:
    """It does not run out: somebody may find an old mail and want no more of them. All it can do is to stop mails."""
    token = signing.dumps([user_id, group.value], salt=SALT)
    return f"{settings.SITE_ORIGIN}{reverse('notifications:unsubscribe', args=[token])}"


def read_unsubscribe(token: str) -> Wish:
    """What the link's last part says; raises LinkDoesNotWork."""
    try:
        user_id, group = signing.loads(token, salt=SALT)
        wish = Wish(int(user_id), Group(group))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise LinkDoesNotWork(str(error)) from None
    if wish.group not in CHOSEN:
        raise LinkDoesNotWork("this group cannot be switched off")
    return wish
