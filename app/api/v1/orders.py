"""Orders: place, pay, look at, cancel. Another account's order is a 404, as one that does not exist."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, Path, Query
from ninja.responses import Status as Answer
from pydantic import Field, StringConstraints

from api.problems import ApiProblem, Problem
from api.routing import ShopRouter
from api.shapes import ProblemDocument
from api.v1 import order_shapes as shapes
from orders import selectors
from orders.access import own_order
from orders.address import Address
from orders.checkout_views import CHECKOUTS
from orders.models import Order
from orders.numbers import PATTERN
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition, OrderRefused
from orders.services.place_order import place_order
from orders.states import Actor, OrderStatus
from orders.views import PAYMENTS
from payments.gateways import gateway
from payments.gateways.contract import GatewayError
from payments.selectors import payments_of
from payments.services.pay import pay
from payments.services.start_payment import NotPayable
from payments.states import PaymentStatus
from security.client import visitor
from security.throttle import throttle

router = ShopRouter()

Number = Annotated[
    str,
    StringConstraints(pattern=f"^{PATTERN}$", min_length=14, max_length=14),
    Field(examples=["7K3M-9XQ2-4TBD"]),
]


@router.get(
    "/orders", response={200: shapes.OrderPage, 404: ProblemDocument}, operation_id="listOrders", summary="My orders"
)
def list_orders(request: HttpRequest, after: Annotated[Number | None, Query()] = None) -> Any:
    """Newest first; `after` is the number of the last order seen (follow `next` instead of making it)."""
    page = selectors.history(user_id=request.user.pk, after=after or "")
    if after and not page.purchases:
        raise Http404("There is no such page.")
    return {
        "items": [shapes.summary_of(purchase.order, purchase.items) for purchase in page.purchases],
        "next": f"{request.path}?after={page.after}" if page.after else None,
    }


@router.post(
    "/orders", response={200: shapes.OrderDetail, 201: shapes.OrderDetail, 409: ProblemDocument},
    operation_id="placeOrder", summary="Order what is in my cart",
)  # fmt: skip
def create_order(
    request: HttpRequest,
    response: HttpResponse,
    body: shapes.NewOrder,
    key: Annotated[
        UUID, Header(alias="Idempotency-Key", description="names this purchase: sent twice it is one order")
    ],
) -> Any:
    """The cart becomes an order with its stock reserved, to be paid within half an hour.

    201 with the new order, or 200 with the one that this key has placed already. 409 where the cart is empty, something
    is not to be had, the sum is another one, too many orders wait for payment, or the key has placed another order.
    """
    throttle("checkout", visitor(request), CHECKOUTS)
    address = Address(**body.address.model_dump(mode="json"))
    wanted = Decimal(body.expected_total) if body.expected_total else None
    try:
        placed = place_order(user_id=request.user.pk, address=address, idempotency_key=key, expected_total=wanted)
    except OrderRefused as refused:
        raise ApiProblem(Problem.CONFLICT, str(refused)) from None
    if not placed.is_new and (placed.order.address != address or wanted not in (None, placed.order.total)):
        raise ApiProblem(Problem.CONFLICT, "This key has placed another order. A new purchase needs a new key.")
    response["Location"] = f"{request.path}/{placed.order.number}"
    return Answer(201 if placed.is_new else 200, _detail(placed.order))


@router.get("/orders/{number}", response=shapes.OrderDetail, operation_id="getOrder", summary="One of my orders")
def get_order(request: HttpRequest, number: Annotated[Number, Path()]) -> Any:
    """With its items, where it goes, what happened to it, and how it was paid."""
    return _detail(own_order(request, number))


@router.post(
    "/orders/{number}/cancel", response={200: shapes.OrderDetail, 409: ProblemDocument}, operation_id="cancelOrder",
    summary="Cancel an order",
)  # fmt: skip
def cancel(request: HttpRequest, number: Annotated[Number, Path()]) -> Any:
    """Only one that is not paid. Money that is on its way goes back by itself."""
    order = own_order(request, number)
    try:
        order = change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER, by_id=request.user.pk)
    except IllegalTransition:
        raise ApiProblem(Problem.CONFLICT, "This order cannot be cancelled any more.") from None
    return _detail(order)


@router.get(
    "/payment-methods", response=list[shapes.PaymentMethod], operation_id="listPaymentMethods", summary="Ways to pay"
)
def methods(request: HttpRequest) -> Any:
    """What a payment can be made with. No card number ever passes through this API."""
    return [{"token": method.token, "label": method.label} for method in gateway().methods()]


@router.post(
    "/orders/{number}/payments", response={200: shapes.PaymentAttempt, 409: ProblemDocument}, operation_id="payOrder",
    summary="Pay an order",
)  # fmt: skip
def pay_order(request: HttpRequest, number: Annotated[Number, Path()], body: shapes.NewPayment) -> Any:
    """Starts an attempt, or returns the one that is under way: nobody pays twice. Its `status` says what came of it."""
    order = own_order(request, number)
    throttle("pay", visitor(request), PAYMENTS)
    if body.method not in {method.token for method in gateway().methods()}:
        raise ApiProblem(Problem.CONFLICT, "The provider offers no such way to pay: see `listPaymentMethods`.")
    try:
        payment = pay(order_id=order.pk, token=body.method)
    except NotPayable as reason:
        raise ApiProblem(Problem.CONFLICT, str(reason)) from None
    confirmation = None
    if payment.status == PaymentStatus.NEEDS_CONFIRMATION:
        try:
            charge = gateway().find(key=payment.key)
        except GatewayError:
            charge = None
        confirmation = charge.confirmation_url if charge and charge.confirmation_url else None
    return shapes.payment_of(payment, confirmation)


def _detail(order: Order) -> dict[str, Any]:
    """Three queries beside the order's own: items, events, payments."""
    waits = order.status == OrderStatus.PENDING_PAYMENT
    return shapes.summary_of(order, selectors.items_of(order)) | {
        "pay_until": order.expires_at if waits else None,
        "address": asdict(order.address),
        "steps": [{"status": event.to_status, "at": event.at} for event in selectors.events_of(order)],
        "payments": [shapes.payment_of(payment) for payment in payments_of(order)],
    }
