"""Orders over the API: placed once, paid once, and nobody else's business (S1, S3, O5)."""

from uuid import uuid4

import pytest

from api.tests.test_cart import LINES, act, send
from api.tests.test_problems import problem
from api.v1.order_shapes import ADDRESS
from catalogue.models import Product
from orders.models import Order
from testing.factories import UserFactory

ORDERS = "/api/v1/orders"


def place(client, key=None, **members):
    """Put two spades into the cart and order them."""
    send(client, LINES, {"product": "spade", "quantity": 2})
    return order(client, key, **members)


def order(client, key=None, **members):
    """Order what is in the cart."""
    return send(client, ORDERS, {"address": ADDRESS, **members}, **{"Idempotency-Key": str(key or uuid4())})


@pytest.fixture
def buyer(shop, holder):
    """Ann with a token that may write, in a shop with three spades."""
    return holder()


def test_a_cart_becomes_an_order_with_its_stock(buyer):
    """201 with the order and its address; the stock is taken, the cart is empty."""
    answer = place(buyer, expected_total="60.00")
    placed = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"{ORDERS}/{placed['number']}"
    assert (placed["status"], placed["total"], placed["address"]) == ("pending_payment", "60.00", ADDRESS)
    assert placed["lines"] == [
        {"product": "spade", "name": "Spade", "quantity": 2, "unit_price": "30.00", "total": "60.00"}
    ]
    assert Product.objects.get(slug="spade").stock == 1
    assert buyer.get("/api/v1/cart").json()["pieces"] == 0
    assert buyer.get(answer["Location"]).json() == placed


def test_the_same_key_is_the_same_order(buyer):
    """200 with the first one; with another content it is a mistake of the caller, and nothing is ordered."""
    key = uuid4()
    first = place(buyer, key)
    again = order(buyer, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert "new key" in problem(order(buyer, key, address={**ADDRESS, "city": "Bonn"}), 409, "conflict")["detail"]
    assert Order.objects.count() == 1


def test_an_order_without_a_key_is_refused(buyer):
    """Nobody could repeat it after a lost answer."""
    document = problem(send(buyer, ORDERS, {"address": ADDRESS}), 422, "invalid")
    assert {(error["parameter"], error["in"]) for error in document["errors"]} == {("Idempotency-Key", "header")}


def test_an_order_that_cannot_be_says_why(buyer):
    """An empty cart, another sum, too few pieces: a conflict each, and nothing is ordered."""
    assert "empty" in problem(order(buyer), 409, "conflict")["detail"]
    assert "60.00" in problem(place(buyer, expected_total="59.00"), 409, "conflict")["detail"]
    Product.objects.filter(slug="spade").update(stock=1)
    assert "Spade" in problem(order(buyer), 409, "conflict")["detail"]
    assert not Order.objects.exists()


def test_an_order_is_paid_once(buyer):
    """The provider's answer is in the attempt; a second one is refused, and so is an unknown way to pay."""
    number = place(buyer).json()["number"]
    methods = [method["token"] for method in buyer.get("/api/v1/payment-methods").json()]
    problem(send(buyer, f"{ORDERS}/{number}/payments", {"method": "gold"}), 409, "conflict")
    paid = send(buyer, f"{ORDERS}/{number}/payments", {"method": methods[0]}).json()
    assert (paid["status"], paid["amount"], paid["reason"]) == ("captured", "60.00", "")
    problem(send(buyer, f"{ORDERS}/{number}/payments", {"method": methods[0]}), 409, "conflict")
    shown = buyer.get(f"{ORDERS}/{number}").json()
    assert (shown["status"], shown["pay_until"], len(shown["payments"])) == ("paid", None, 1)
    problem(act(buyer, f"{ORDERS}/{number}/cancel"), 409, "conflict")


def test_a_cancelled_order_gives_its_stock_back(buyer):
    """The steps say what happened."""
    number = place(buyer).json()["number"]
    cancelled = act(buyer, f"{ORDERS}/{number}/cancel").json()
    assert [step["status"] for step in cancelled["steps"]] == ["pending_payment", "cancelled"]
    assert Product.objects.get(slug="spade").stock == 3


def test_another_persons_order_is_not_there(buyer, holder):
    """Neither to read nor to pay nor to cancel: a 404 that looks like any other."""
    number = place(buyer).json()["number"]
    other = holder(user=UserFactory())
    for path in (f"{ORDERS}/{number}", f"{ORDERS}/0000-0000-0000"):
        assert problem(other.get(path), 404, "not-found")["detail"] == "There is no such order."
    problem(act(other, f"{ORDERS}/{number}/cancel"), 404, "not-found")
    problem(send(other, f"{ORDERS}/{number}/payments", {"method": "x"}), 404, "not-found")
    problem(other.get(f"{ORDERS}?after={number}"), 404, "not-found")
    assert other.get(ORDERS).json() == {"items": [], "next": None}


def test_the_history_is_paged_and_costs_one_query_beside_the_tokens(buyer, monkeypatch, django_assert_num_queries):
    """Follow `next` to the end: every order once, newest first (S3)."""
    monkeypatch.setattr("orders.selectors.PAGE_SIZE", 2)
    monkeypatch.setattr("orders.services.place_order.MAX_UNPAID", 5)
    Product.objects.filter(slug="spade").update(stock=20)
    placed = [place(buyer).json()["number"] for _ in range(5)]
    seen, path = [], ORDERS
    while path:
        with django_assert_num_queries(2):
            page = buyer.get(path).json()
        seen += [order["number"] for order in page["items"]]
        path = page["next"]
    assert seen == placed[::-1]


def test_an_order_costs_four_queries_beside_the_tokens(buyer, django_assert_num_queries):
    """The order, its items, its events, its payments: whatever their number."""
    number = place(buyer).json()["number"]
    with django_assert_num_queries(5):
        assert buyer.get(f"{ORDERS}/{number}").status_code == 200
