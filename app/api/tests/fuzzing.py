"""What the fuzzing tests share: the document, how much is tried, and Ann, who has what its examples speak of."""

from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from api.models import Scope
from api.services.issue_token import issue_token
from api.v1 import api
from api.v1.order_shapes import ADDRESS
from cart.services.add_product import add_product
from cart.stores import AccountStore
from config.asgi import application
from orders.address import Address
from orders.models import Order
from orders.services.place_order import place_order
from reviews.services.submit_review import Words, submit_review
from testing.factories import ProductFactory
from wishlist.services.add_wish import add_wish

#: per operation and caller, in each of the phases; four times as many found nothing more
EXAMPLES = 12
CONFIGURATION = SchemathesisConfig.from_dict(
    {"generation": {"deterministic": True, "database": "none"}, "base-url": "https://shop.example.com"}
)
document = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIGURATION)
document.app = application
EDGE = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "Host": "shop.example.com"}

bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
#: for a second kind of caller, whose requests differ in how they are let in only
fewer = settings(bounded, max_examples=4)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits have tests of their own; here they would hide everything else."""
    for name in ("limits.CALLER_RATE", "limits.ADDRESS_RATE", "limits.FAILURE_RATE"):
        monkeypatch.setattr(f"api.{name}", "1000000/minute")
    for name in (
        "notifications.CHANGES",
        "orders.CHECKOUTS",
        "orders.PAYMENTS",
        "reviews.SUBMISSIONS",
        "wishlist.CHANGES",
    ):
        monkeypatch.setattr(f"api.v1.{name}", "1000000/minute")


@pytest.fixture
def busy_ann(transactional_db: None, ann: Any) -> Any:
    """Ann, who has the order and the cart that the document's examples speak of."""
    bench = ProductFactory(slug="oak-bench", name="Oak bench", price="25.00", stock=1000)
    for _ in ("ordered", "in the cart"):
        add_product(AccountStore(ann.pk), product=bench, quantity=1)
        if not Order.objects.exists():
            address = Address(**ADDRESS)
            place_order(user_id=ann.pk, address=address, idempotency_key=uuid4())
            Order.objects.update(number="7K3M-9XQ2-4TBD")
    words = Words(stars=5, title="Sturdy", text="It carries all of us.", signature="Ann")
    submit_review(author=ann, product_id=bench.pk, words=words)
    add_wish(user=ann, product_id=bench.pk)
    return ann


@pytest.fixture
def token(busy_ann: Any) -> str:
    """Her token."""
    return issue_token(user=busy_ann, name="fuzz", scope=Scope.WRITE, days=1)[1]


@pytest.fixture
def session(busy_ann: Any) -> dict[str, str]:
    """Headers of her browser: the session's cookie, and Django's token, since no header says that the page is ours."""
    client = Client()
    client.force_login(busy_ann)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    secret = _get_new_csrf_string()
    cookies = f"{django_settings.SESSION_COOKIE_NAME}={cookie}; {django_settings.CSRF_COOKIE_NAME}={secret}"
    return {"Cookie": cookies, "X-CSRFToken": secret, "Referer": "https://shop.example.com/cart/"}
