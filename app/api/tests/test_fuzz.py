"""Requests made from the API's own document, right ones and wrong ones, by everybody there is (O5).

Each is sent through the ASGI application. No answer may be a 5xx, and each must be what the document promises: status,
media type, headers and schema; right data is accepted, wrong data refused, and what needs a caller says so.
"""

from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from api.models import Scope
from api.services.issue_token import issue_token
from api.tests.test_openapi import OPERATIONS
from api.tests.test_problems import problem
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


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    """The limits have tests of their own; here they would hide everything else."""
    for name in ("limits.CALLER_RATE", "limits.ADDRESS_RATE", "limits.FAILURE_RATE"):
        monkeypatch.setattr(f"api.{name}", "1000000/minute")
    for name in ("orders.CHECKOUTS", "orders.PAYMENTS", "reviews.SUBMISSIONS", "wishlist.CHANGES"):
        monkeypatch.setattr(f"api.v1.{name}", "1000000/minute")


@pytest.fixture
def token(transactional_db, ann):
    """Ann's token; she has the order and the cart that the document's examples speak of."""
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
    return issue_token(user=ann, name="fuzz", scope=Scope.WRITE, days=1)[1]


@pytest.fixture
def statuses():
    """What the operation answered; it has to have succeeded at least once, or nothing much was tried."""
    seen = set()
    yield seen
    assert [status for status in seen if status < 300], f"only {sorted(seen)}"


@document.parametrize()
@bounded
def test_what_a_token_sends_is_answered_as_documented(case, token, statuses):
    """With everything a person may do."""
    answer = case.call_and_validate(headers={**EDGE, "Authorization": f"Bearer {token}"})
    statuses.add(answer.status_code)


def open_to_anybody(context):
    """Whether the document says so."""
    return {} in context.operation.definition.raw["security"]


@document.include(open_to_anybody).parametrize()
@bounded
def test_what_anybody_sends_is_answered_as_documented(case, shop):
    """Without any credentials."""
    case.call_and_validate(headers=EDGE)


def test_what_belongs_to_a_person_asks_who_it_is(transactional_db, site):
    """Every operation that is not open is a 401 for nobody, whatever else is wrong with the request."""
    for path, method, operation in OPERATIONS:
        if {} not in operation["security"]:
            body = "{}" if "requestBody" in operation else ""
            path = path.format(slug="oak-bench", number="7K3M-9XQ2-4TBD")
            problem(site.generic(method.upper(), path, body, "application/json"), 401, "unauthenticated")
