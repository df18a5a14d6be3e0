"""The cart over the API, for accounts and guests (S1, O5)."""

from django.test import Client

from api.tests.conftest import EDGE
from api.tests.test_problems import problem
from cart.limits import MAX_QUANTITY
from catalogue.models import Product, ProductStatus

LINES = "/api/v1/cart/lines"


def send(client, path, body, method="post", **headers):
    """A request with a JSON body."""
    return getattr(client, method)(path, body, content_type="application/json", headers=headers)


def act(client, path):
    """A POST without a body."""
    return client.generic("POST", path)


def test_a_cart_is_filled_changed_and_emptied(shop, holder):
    """Add, set, remove; sums are text with two decimals, and every answer is the whole cart."""
    client = holder()
    assert send(client, LINES, {"product": "spade", "quantity": 1}).json()["total"] == "30.00"
    cart = send(client, LINES, {"product": "spade", "quantity": 1}).json()
    assert (cart["pieces"], cart["total"], cart["can_be_ordered"]) == (2, "60.00", True)
    cart = send(client, f"{LINES}/spade", {"quantity": 5}, "put").json()
    assert (cart["lines"][0]["trouble"], cart["can_be_ordered"]) == ("short", False)
    problem(send(client, "/api/v1/cart/adjust", {"quantity": 1}), 422, "invalid")
    assert act(client, "/api/v1/cart/adjust").json()["lines"][0]["quantity"] == 3
    assert client.delete(f"{LINES}/spade").json() == {
        "lines": [], "pieces": 0, "total": "0.00", "can_be_ordered": False,
    }  # fmt: skip
    problem(client.delete(f"{LINES}/spade"), 404, "not-found")
    assert client.get("/api/v1/cart").json()["lines"] == []


def test_what_is_not_for_sale_is_not_put_in(shop, holder):
    """Unknown and unpublished products are a 404, one that is sold out a conflict that says so."""
    client = holder()
    for slug in ("nope", "secret"):
        problem(send(client, LINES, {"product": slug, "quantity": 1}), 404, "not-found")
    document = problem(send(client, LINES, {"product": "bowl-0", "quantity": 1}), 409, "conflict")
    assert "sold out" in document["detail"]
    send(client, LINES, {"product": "spade", "quantity": 1})
    Product.objects.filter(slug="spade").update(status=ProductStatus.RETIRED)
    assert client.get("/api/v1/cart").json()["lines"][0]["trouble"] == "not-for-sale"


WRONG_MEMBERS = (
    ({"product": "spade"}, "#/quantity", "missing"),
    ({"product": "spade", "quantity": "1"}, "#/quantity", "int_type"),
    ({"product": "spade", "quantity": 1.5}, "#/quantity", "int_type"),
    ({"product": "spade", "quantity": True}, "#/quantity", "int_type"),
    ({"product": "spade", "quantity": 0}, "#/quantity", "greater_than_equal"),
    ({"product": "spade", "quantity": MAX_QUANTITY + 1}, "#/quantity", "less_than_equal"),
    ({"product": "a/b~c", "quantity": 1}, "#/product", "string_pattern_mismatch"),
    ({"product": "spade", "quantity": 1, "price": "0.01"}, "#/price", "extra_forbidden"),
    ({"product": "spade", "quantity": 1, "a/b~é": 1}, "#/a~1b~0%C3%A9", "extra_forbidden"),
    ([], "#", "model_type"),
)


def test_every_wrong_member_is_pointed_at(holder):
    """No conversion between types, no unknown members; pointers are RFC 6901."""
    client = holder()
    for body, pointer, code in WRONG_MEMBERS:
        document = problem(send(client, LINES, body), 422, "invalid")
        assert (document["errors"][0]["pointer"], document["errors"][0]["code"]) == (pointer, code)


NOT_JSON = (
    (b'{"product": "spade", "quantity": ', "application/json", 400, "unreadable"),
    (b'{"product": "spade", "quantity": NaN}', "application/json", 400, "unreadable"),
    (b'{"product": "spade", "quantity": 1, "quantity": 2}', "application/json", 400, "unreadable"),
    (b"\xff\xfe", "application/json", 400, "unreadable"),
    (b"[" * 60_000, "application/json", 400, "unreadable"),
    (b"", "application/json", 422, "invalid"),
    (b"null", "application/json", 422, "invalid"),
    (b"product=spade&quantity=1", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
    (b'{"product": "spade", "quantity": 1}', "text/plain", 415, "unsupported-media-type"),
    (b'"' + b"x" * 70_000 + b'"', "application/json", 413, "too-large"),
)


def test_what_is_not_json_is_refused_with_the_reason(holder):
    """Cut off, not of RFC 8259, ambiguous, too deep, another media type, too long."""
    client = holder()
    for content, media, status, name in NOT_JSON:
        problem(client.generic("POST", LINES, content, media), status, name)


def test_a_token_that_may_read_changes_nothing(shop, holder):
    """403 with the scope that is missing (RFC 6750)."""
    reader = holder("read")
    answer = send(reader, LINES, {"product": "spade", "quantity": 1})
    problem(answer, 403, "forbidden")
    assert 'error="insufficient_scope", scope="write"' in answer["WWW-Authenticate"]
    assert reader.get("/api/v1/cart").json()["pieces"] == 0


def test_another_site_cannot_use_a_signed_in_visitors_session(shop, browser):
    """The cookie comes along by itself; only the browser's word that the shop's own page asked makes it count."""
    wanted = {"product": "spade", "quantity": 1}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.net"}):
        problem(send(browser, LINES, wanted, **headers), 403, "forbidden")
    assert browser.get("/api/v1/cart").json()["pieces"] == 0
    assert send(browser, LINES, wanted, **{"Sec-Fetch-Site": "same-origin"}).json()["pieces"] == 1


def test_a_guest_has_a_cart_in_their_session(shop):
    """Reading makes no session; the first product does, from the shop's own pages only."""
    guest = Client(enforce_csrf_checks=True, **EDGE)
    answer = guest.get("/api/v1/cart")
    assert (answer.json()["pieces"], dict(answer.cookies)) == (0, {})
    wanted = {"product": "spade", "quantity": 2}
    problem(send(guest, LINES, wanted), 403, "forbidden")
    assert not guest.cookies
    own = {"Origin": "https://shop.example.com"}
    assert send(guest, LINES, wanted, **own).json()["pieces"] == 2
    answer = guest.get("/api/v1/cart")
    assert (answer.json()["total"], answer["Cache-Control"]) == ("60.00", "private, no-cache")
