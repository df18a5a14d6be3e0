"""Messages about orders and payments."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from accounts.models import Country
from api.shapes import Money, Received, Sent, example, one_line
from orders.models import Order
from orders.selectors import PAGE_SIZE
from orders.states import OrderStatus
from payments.models import Payment
from payments.states import PaymentStatus

Status = StrEnum("Status", {name: str(value) for name, value in OrderStatus.__members__.items()})  # type: ignore[misc]  # made from the model's
Paying = StrEnum("Paying", {name: str(value) for name, value in PaymentStatus.__members__.items()})  # type: ignore[misc]  # as above
ADDRESS = {
    "recipient": "Ann Example", "line_1": "Hauptstraße 1", "line_2": "", "postal_code": "10115", "city": "Berlin",
    "country": "DE",
}  # fmt: skip


class ShippingAddress(Received):
    """Where the parcel goes."""

    recipient: one_line(120)  # type: ignore[valid-type]  # a type made by a function
    line_1: one_line(120) = Field(description="street and number")  # type: ignore[valid-type]  # as above
    line_2: one_line(120) | Literal[""] = ""  # type: ignore[valid-type]  # as above
    postal_code: one_line(20)  # type: ignore[valid-type]  # as above
    city: one_line(80)  # type: ignore[valid-type]  # as above
    country: Country = Field(strict=False, description="ISO 3166-1 alpha-2; where the shop sends to")


class NewOrder(Received):
    """What makes the cart an order."""

    model_config = example(address=ADDRESS, expected_total="25.00")

    address: ShippingAddress
    expected_total: Money | None = Field(
        None, max_length=11, description="the sum the buyer has seen: any other is refused"
    )


class NewPayment(Received):
    """How to pay."""

    model_config = example(method="tok_succeeds")

    method: one_line(64) = Field(description="token of a payment method")  # type: ignore[valid-type]  # as above


class PaymentMethod(Sent):
    """A way to pay."""

    token: str
    label: str


class PaymentAttempt(Sent):
    """An attempt to pay an order."""

    status: Paying
    amount: Money
    reason: str = Field(description="why it failed; empty otherwise")
    created_at: AwareDatetime
    confirmation: str | None = Field(
        None,
        description="where the buyer has to confirm it, absolute or a path of the shop; null where it is not needed",
    )


class OrderLine(Sent):
    """A product as it was ordered."""

    product: str = Field(description="slug")
    name: str
    quantity: int = Field(ge=1)
    unit_price: Money
    total: Money


class OrderSummary(Sent):
    """An order as the history shows it."""

    number: str
    status: Status
    placed_at: AwareDatetime
    total: Money
    lines: list[OrderLine]


class OrderPage(Sent):
    """A page of the history, newest first."""

    items: list[OrderSummary] = Field(max_length=PAGE_SIZE)
    next: str | None = Field(description="path of the following page; null on the last")


class OrderStep(Sent):
    """A state the order came into, and when."""

    status: Status
    at: AwareDatetime


class OrderDetail(OrderSummary):
    """An order with everything its page shows."""

    pay_until: AwareDatetime | None = Field(description="when an unpaid order gives its stock back; null for others")
    address: dict[str, str]
    steps: list[OrderStep]
    payments: list[PaymentAttempt]


def summary_of(order: Order, items: list[Any]) -> dict[str, Any]:
    """The members of an OrderSummary."""
    return {
        "number": order.number,
        "status": order.status,
        "placed_at": order.placed_at,
        "total": f"{order.total:.2f}",
        "lines": [
            {
                "product": item.product.slug,
                "name": item.name,
                "quantity": item.quantity,
                "unit_price": f"{item.unit_price:.2f}",
                "total": f"{item.total:.2f}",
            }
            for item in items
        ],
    }


def payment_of(payment: Payment, confirmation: str | None = None) -> dict[str, Any]:
    """The members of a PaymentAttempt."""
    return {
        "status": payment.status,
        "amount": f"{payment.amount:.2f}",
        "reason": payment.reason,
        "created_at": payment.created_at,
        "confirmation": confirmation,
    }
