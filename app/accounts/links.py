"""The link that confirms a mail address: signed, good for a day, and for one account."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "accounts.links.registration"
#: seconds; somebody may read their mail only in the evening
VALID_SECONDS = 24 * 3600


class LinkDoesNotWork(Exception):
    """The link was not made by this shop, is too old, or was used."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a registration link says. `number` is unlike any other link's: it is what a used link is known by."""

    address: str
    number: str


def registration_link(address: str) -> str:
    """A new link for this address."""
    text = signing.dumps({"address": address, "number": secrets.token_urlsafe(16)}, salt=SALT)
    return f"{settings.SITE_ORIGIN}{reverse('accounts:confirm', args=[text])}"


def read_registration(token: str) -> Confirmation:
    """What the link's last part says; raises LinkDoesNotWork."""
    try:
        return Confirmation(**signing.loads(token, salt=SALT, max_age=VALID_SECONDS))
    except (signing.BadSignature, TypeError) as error:
        raise LinkDoesNotWork(str(error)) from None
