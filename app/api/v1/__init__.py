"""Version 1 of the API. A change that could break a caller becomes version 2; this one stays as it is."""

from api.routing import ShopApi
from api.v1 import account, cart, catalogue, notifications, orders, reviews, search, wishlist

DESCRIPTION = """
Everything the shop's pages do, for programs.

**Who you are.** The catalogue is open. What belongs to a person takes a personal access token in
`Authorization: Bearer rhp_…` (made on the account page, shown once, revocable there) or the shop's session cookie.

**Lists** come a page at a time: `items`, and `next`, the path of the following page or null.

**Errors** are problem documents (RFC 9457, `application/problem+json`). Tell them apart by `type`.

**Limits.** A request above a limit gets 429 and Retry-After. Bodies are JSON of at most 64 KiB. Unknown parameters and
members are refused. Money is text with two decimals, in euro.

**Caching.** Anonymous answers about the catalogue may be kept by every cache and carry an ETag.
"""

TAGS = {
    "catalogue": "Categories and products.",
    "search": "Find products by words.",
    "reviews": "What people say about a product.",
    "wishlist": "What you would like.",
    "cart": "What you are about to buy.",
    "orders": "What you bought.",
    "account": "Who you are, and what you are told of.",
}

api = ShopApi(
    title="Rushhour",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="api-v1",
    openapi_extra={"tags": [{"name": name, "description": text} for name, text in TAGS.items()]},
)
api.add_router("", catalogue.router, tags=["catalogue"])
api.add_router("", search.router, tags=["search"])
api.add_router("", reviews.router, tags=["reviews"])
api.add_router("", wishlist.router, tags=["wishlist"])
api.add_router("", cart.router, tags=["cart"])
api.add_router("", orders.router, tags=["orders"])
api.add_router("", account.router, tags=["account"])
api.add_router("", notifications.router, tags=["account"])
