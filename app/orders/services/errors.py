"""Why an order was not placed or not moved. The texts of OrderRefused are for the shopper."""

from decimal import Decimal

from cart.lines import Line


class OrderRefused(Exception):
    """Nothing was ordered; cart and stock are as before."""


class EmptyCart(OrderRefused):
    """There is nothing to order."""

    def __init__(self) -> None:
        super().__init__("Your cart is empty.")


class NotObtainable(OrderRefused):
    """Some lines cannot be had as they are."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        names = ", ".join(f"{line.product.name} ({line.problem})" for line in lines)
        super().__init__(f"Not everything in your cart is to be had: {names}.")


class TotalChanged(OrderRefused):
    """The sum is not the one the shopper agreed to."""

    def __init__(self, total: Decimal) -> None:
        self.total = total
        super().__init__(f"A price has changed: the total is {total:.2f} euro now. Please look at it again.")


class TooManyUnpaid(OrderRefused):
    """Unpaid orders hold stock that others could buy."""

    def __init__(self, number: int) -> None:
        super().__init__(f"You have {number} orders that are not paid yet. Please pay or cancel one of them first.")


class IllegalTransition(Exception):
    """The order is not in a state from which this can follow."""
