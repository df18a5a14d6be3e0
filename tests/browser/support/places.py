"""Every page of the shop that a person can come to, with what it takes to be there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A page: a name for screenshots and reports, its path, and whose it is.

    In the path `{product}` and `{category}` stand for one of the catalogue's, `{order}` for one of the customer's.
    """

    name: str
    path: str
    signed_in: bool = False
    status: int = 200


OPEN = (
    Place("first", "/"),
    Place("category", "/?category={category}"),
    Place("filtered", "/?category={category}&available=1&sort=price"),
    Place("search", "/search/?q=lamp"),
    Place("search-nothing", "/search/?q=zzzzqqqq"),
    Place("product", "/products/{product}/"),
    Place("reviews", "/products/{product}/reviews/"),
    Place("cart-empty", "/cart/"),
    Place("sign-in", "/account/sign-in/"),
    Place("register", "/account/register/"),
    Place("register-sent", "/account/register/sent/"),
    Place("register-old-link", "/account/register/not-a-link/", status=410),
    Place("reset", "/account/password/reset/"),
    Place("reset-sent", "/account/password/reset/sent/"),
    Place("reset-done", "/account/password/reset/done/"),
    Place("help-ordering", "/help/ordering/"),
    Place("help-payment", "/help/payment/"),
    Place("help-privacy", "/help/privacy/"),
    Place("help-accessibility", "/help/accessibility/"),
    Place("api", "/api/v1/docs"),
    Place("nothing", "/no-such-page/", status=404),
)

OWN = (
    Place("cart", "/cart/", signed_in=True),
    Place("checkout", "/checkout/", signed_in=True),
    Place("placed", "/checkout/{order}/", signed_in=True),
    Place("orders", "/orders/", signed_in=True),
    Place("order", "/orders/{order}/", signed_in=True),
    Place("account", "/account/", signed_in=True),
    Place("account-name", "/account/name/", signed_in=True),
    Place("account-password", "/account/password/", signed_in=True),
    Place("account-close", "/account/close/", signed_in=True),
    Place("notifications", "/account/notifications/", signed_in=True),
    Place("addresses", "/account/addresses/", signed_in=True),
    Place("address-new", "/account/addresses/new/", signed_in=True),
    Place("wishlist", "/wishlist/", signed_in=True),
    Place("review", "/products/{product}/reviews/mine/", signed_in=True),
    Place("product-own", "/products/{product}/", signed_in=True),
)
