"""What can be done next with an answer: OpenAPI links, from one operation to the next (OpenAPI 3.1, Link Object).

A generated client follows them, and so does the test that buys, pays and cancels in every order.
"""

from typing import Any, NamedTuple


class Link(NamedTuple):
    """From an answer of `source` to `target`; `parameters` are the target's, as runtime expressions."""

    source: str
    name: str
    target: str
    description: str
    parameters: dict[str, str] = {}


BODY, FIRST = "$response.body#", "$response.body#/items/0"
LINKS = (
    Link("listProducts", "first", "getProduct", "The first product of the page.", {"slug": f"{FIRST}/slug"}),
    Link("searchProducts", "first", "getProduct", "The best hit.", {"slug": f"{FIRST}/slug"}),
    Link("getProduct", "reviews", "listReviews", "What people say about it.", {"slug": f"{BODY}/slug"}),
    Link("getProduct", "wish", "addWish", "Wish for it.", {"slug": f"{BODY}/slug"}),
    Link("getProduct", "review", "writeReview", "Review it.", {"slug": f"{BODY}/slug"}),
    Link("addWish", "remove", "removeWish", "Take it off again.", {"slug": "$request.path.slug"}),
    Link("writeReview", "mine", "getMyReview", "What was written.", {"slug": "$request.path.slug"}),
    Link("writeReview", "delete", "deleteReview", "Take it back.", {"slug": "$request.path.slug"}),
    Link("addToCart", "change", "setCartQuantity", "Another number of pieces.", {"slug": "$request.body#/product"}),
    Link("addToCart", "remove", "removeFromCart", "Take it out again.", {"slug": "$request.body#/product"}),
    Link("addToCart", "order", "placeOrder", "Order what is in the cart."),
    Link("adjustCart", "order", "placeOrder", "Order what is left in the cart."),
    Link("listOrders", "newest", "getOrder", "The first order of the page.", {"number": f"{FIRST}/number"}),
    Link("placeOrder", "order", "getOrder", "How it goes on.", {"number": f"{BODY}/number"}),
    Link("placeOrder", "pay", "payOrder", "Pay it, within half an hour.", {"number": f"{BODY}/number"}),
    Link("placeOrder", "cancel", "cancelOrder", "Cancel it while it is not paid.", {"number": f"{BODY}/number"}),
    Link("payOrder", "order", "getOrder", "What came of the payment.", {"number": "$request.path.number"}),
    Link("cancelOrder", "order", "getOrder", "The order, cancelled.", {"number": "$request.path.number"}),
)


def links_of(operation_id: str | None) -> dict[str, Any]:
    """The `links` of an operation's successful answers."""
    return {
        link.name: {"operationId": link.target, "description": link.description}
        | ({"parameters": link.parameters} if link.parameters else {})
        for link in LINKS
        if link.source == operation_id
    }
