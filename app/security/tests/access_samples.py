"""Things the routes of the access table are asked for. The owner of each is the one who is passed in.

A sample's fields fill the route; `body`, where there is one, is sent along.
"""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from api.services.issue_token import issue_token
from api.v1.notifications import EXAMPLE
from catalogue import pictures
from catalogue.models import ProductStatus
from notifications.kinds import Group
from notifications.unsubscribing import unsubscribe_link
from orders.tests.buying import placed_order
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from reviews.services.submit_review import Words, submit_review
from testing.factories import AddressFactory, ProductFactory


def made_up_link(owner: Any) -> dict[str, Any]:
    """A link nobody was sent."""
    return {"uidb64": "MQ", "token": "abc-123"}


def address(owner: Any) -> dict[str, Any]:
    """The owner's postal address."""
    return {"pk": AddressFactory(user=owner).pk}


def product(owner: Any) -> dict[str, Any]:
    """Something for sale."""
    made = ProductFactory()
    return {"slug": made.slug, "product_id": made.pk}


def draft(owner: Any) -> dict[str, Any]:
    """Something that is not for sale yet."""
    return {"slug": ProductFactory(status=ProductStatus.DRAFT).slug}


def order(owner: Any) -> dict[str, Any]:
    """The owner's order, not paid."""
    return {"number": placed_order(ProductFactory(), user=owner).number}


def order_to_pay(owner: Any) -> dict[str, Any]:
    """The same, with the wish to pay it."""
    return {**order(owner), "body": {"method": SandboxToken.DECLINED}}


def choice(owner: Any) -> dict[str, Any]:
    """Something for sale, chosen in the body."""
    return {"body": {"product": ProductFactory().slug, "quantity": 1}}


def payment(owner: Any) -> dict[str, Any]:
    """An attempt of the owner to pay, which waits for a confirmation."""
    waiting = placed_order(ProductFactory(), user=owner)
    return {"reference": pay(order_id=waiting.pk, token=SandboxToken.CONFIRMATION).reference}


def review(owner: Any) -> dict[str, Any]:
    """A product the owner has reviewed."""
    made = ProductFactory()
    words = Words(stars=4, title="Good", text="It does what it should.", signature="O.")
    submit_review(author=owner, product_id=made.pk, words=words)
    return {"slug": made.slug}


def token(owner: Any) -> dict[str, Any]:
    """The owner's token for the API."""
    return {"pk": issue_token(user=owner, name="script", scope="read", days=1)[0].pk}


def help_topic(owner: Any) -> dict[str, Any]:
    """A page of the help."""
    return {"topic": "payment"}


def picture(owner: Any) -> dict[str, Any]:
    """A product's picture in the media bucket."""
    files = {(width, kind.suffix): b"" for width in pictures.WIDTHS for kind in pictures.FORMATS}
    return {"name": pictures.object_name(pictures.store("test", "sample", files), 640, pictures.WEBP.suffix)}


def report(owner: Any) -> dict[str, Any]:
    """What else is in the media bucket."""
    return {"name": default_storage.save("reports/sample.csv", ContentFile(b"for staff"))}


def dashboard(owner: Any) -> dict[str, Any]:
    """A page of the staff's dashboard."""
    return {"name": "celery"}


def section(owner: Any) -> dict[str, Any]:
    """A part of the site map."""
    return {"section": "products"}


def preferences(owner: Any) -> dict[str, Any]:
    """What somebody wants to be told of."""
    return {"body": {"orders": "email", "time_zone": "Europe/Amsterdam"}}


def choices(owner: Any) -> dict[str, Any]:
    """The same over the API."""
    return {"body": EXAMPLE}


def unsubscribe(owner: Any) -> dict[str, Any]:
    """The link in a mail to the owner, which works for whoever has it."""
    return {"token": unsubscribe_link(owner.pk, Group.WISHLIST).split("/")[-2]}


SAMPLES = {
    "": lambda owner: {},
    "address": address,
    "choice": choice,
    "choices": choices,
    "dashboard": dashboard,
    "draft": draft,
    "help": help_topic,
    "made-up link": made_up_link,
    "order": order,
    "order to pay": order_to_pay,
    "payment": payment,
    "picture": picture,
    "preferences": preferences,
    "product": product,
    "report": report,
    "review": review,
    "token": token,
    "section": section,
    "unsubscribe": unsubscribe,
}
