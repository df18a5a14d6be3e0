"""The provider's events: only its own, each once, in any order (S1, O5)."""

import json
import time

import pytest
from django.test import Client

from notifications.models import WorkItem
from orders.tests.buying import placed_order
from outbox.tests.looking import in_queue
from payments.gateways import gateway, sandbox_events
from payments.models import Payment, SandboxCharge
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.advance import advance
from payments.services.pay import pay
from payments.tests.looking import books, states
from receipts.models import TaskReceipt
from testing.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment():
    """Two of ten bowls; the customer has to confirm."""
    order = placed_order(ProductFactory(stock=10), quantity=2)
    return pay(order_id=order.pk, token=Token.CONFIRMATION)


@pytest.fixture
def provider():
    """The provider's servers: no session, no token, no Origin; Django's forgery check is on."""
    return Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https", enforce_csrf_checks=True)


def send(provider, body, signature):
    """One delivery."""
    return provider.post(
        "/payments/webhook/", body, content_type="application/json", headers={"Payment-Signature": signature}
    )


def signed(payment, **changes):
    """An event of the provider about the payment."""
    body = {
        "id": changes.pop("id", "evt_1"),
        "charge": {
            "reference": payment.reference,
            "key": payment.key,
            "amount": f"{payment.amount:.2f}",
            "status": "authorised",
            "reason": "",
            **changes,
        },
    }
    text = json.dumps(body).encode()
    return text, sandbox_events.sign(text, int(time.time()))


def test_an_event_settles_the_payment_and_a_repetition_changes_nothing(payment, provider):
    """The provider gets 200 each time, and a worker is asked once for what is due next."""
    in_queue("critical")
    body, signature = gateway().answer_confirmation(reference=payment.reference, accepted=True)
    for _ in range(3):
        answer = send(provider, body, signature)
        assert (answer.status_code, answer.json()) == (200, {"known": True})
    assert states(payment.order) == ("pending_payment", ("authorised",), 8)
    assert TaskReceipt.objects.filter(task="payments.webhook").count() == 1
    assert [message["task"] for message in in_queue("critical")] == ["payments.tasks.advance"]
    advance(payment.pk)
    assert states(payment.order) == ("paid", ("captured",), 8)


def test_a_refusal_fails_the_order(payment, provider):
    """And gives its stock back, once for two deliveries."""
    sent = gateway().answer_confirmation(reference=payment.reference, accepted=False)
    for _ in range(2):
        assert send(provider, *sent).status_code == 200
    assert states(payment.order) == ("payment_failed", ("declined",), 10)


def test_events_out_of_order_move_nothing_back(payment, provider):
    """Captured first, authorised and "needs confirmation" after it: paid it stays."""
    for number, status in enumerate(("captured", "authorised", "needs_confirmation", "declined")):
        assert send(provider, *signed(payment, id=f"evt_{number}", status=status)).status_code == 200
    assert states(payment.order) == ("paid", ("captured",), 8)


def forged(body, signature):
    """What somebody without the secret might send."""
    now, mac = int(time.time()), signature.partition("v1=")[2]
    old = now - sandbox_events.TOLERANCE_SECONDS - 5
    return {
        "no signature": (body, ""),
        "not a signature": (body, "v1=yes"),
        "another one's": (body, f"t={now},v1={'0' * 64}"),
        "of another body": (body.replace(b"authorised", b"captured"), signature),
        "of another time": (body, f"t={now + 1},v1={mac}"),
        "too old": (body, sandbox_events.sign(body, old)),
        "from the future": (body, sandbox_events.sign(body, now + sandbox_events.TOLERANCE_SECONDS + 5)),
        "two signatures": (body, f"{signature},{signature}"),
    }


@pytest.mark.parametrize("trick", forged(b"", "").keys())
def test_what_the_provider_has_not_signed_now_is_refused(payment, provider, trick):
    """400, and nothing has changed."""
    answer = send(provider, *forged(*signed(payment))[trick])
    assert answer.status_code == 400
    assert states(payment.order) == ("pending_payment", ("needs_confirmation",), 8)
    assert not TaskReceipt.objects.filter(task="payments.webhook").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"{}", b"\xff", b'{"id": "e", "charge": 1}', b'{"id": "e", "charge": {"reference": "r"}}',
        b'{"id":"e","charge":{"reference":"r","key":"k","amount":"x","status":"captured","reason":""}}',
        b'{"id":"e","charge":{"reference":"r","key":"k","amount":"1","status":"stolen","reason":""}}',
    ],
)  # fmt: skip
def test_an_unreadable_event_is_refused(provider, text):
    """Signed nonsense is a 400 as well, never a 500."""
    assert send(provider, text, sandbox_events.sign(text, int(time.time()))).status_code == 400


def test_a_charge_the_shop_does_not_know_is_acknowledged_and_ignored(payment, provider):
    """It belongs to another shop of the same account; the provider must not repeat it for days."""
    answer = send(provider, *signed(payment, key="0" * 32))
    assert (answer.status_code, answer.json()) == (200, {"known": False})
    assert states(payment.order)[0] == "pending_payment"


def test_an_event_of_another_amount_is_refused_and_staff_are_told(payment, provider):
    """A euro does not pay for twenty."""
    assert send(provider, *signed(payment, amount="1.00", status="captured")).status_code == 200
    assert states(payment.order) == ("pending_payment", ("needs_confirmation",), 8)
    assert WorkItem.objects.get().subject == f"payment {payment.pk}: amount differs"


def test_money_that_comes_for_a_given_up_order_goes_back(payment, provider):
    """The customer cancels, and confirms in the other window."""
    from orders.services.change_status import change_status
    from orders.states import Actor, OrderStatus

    sent = gateway().answer_confirmation(reference=payment.reference, accepted=True)
    change_status(order_id=payment.order_id, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER)
    assert send(provider, *sent).status_code == 200
    assert Payment.objects.get().refund_due
    advance(payment.pk)
    assert states(payment.order) == ("cancelled", ("refunded",), 10)
    assert books() == ["refunded"]


def test_only_posts_are_events(provider):
    """And no cache keeps an answer."""
    answer = provider.get("/payments/webhook/")
    assert answer.status_code == 405
    assert "no-store" in answer["Cache-Control"]


def test_the_books_name_no_card():
    """Neither the shop's rows nor the provider's have a place for a card's number, expiry or code."""
    columns = {field.name for model in (Payment, SandboxCharge) for field in model._meta.fields}
    assert not [name for name in columns if any(word in name for word in ("card", "pan", "cvc", "cvv", "expir"))]
