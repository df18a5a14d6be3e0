"""Hostile text (O5): in every parameter, path and stored field it stays text, for Postgres, browsers and headers."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from catalogue.models import Product
from orders.tests.buying import placed_order
from reviews.models import Review, ReviewStatus
from testing.factories import AddressFactory, CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

SQL = [
    "' OR '1'='1",
    "'; DROP TABLE catalogue_product; --",
    "' UNION SELECT password FROM accounts_user --",
    "1; SELECT pg_sleep(300)",
    "') OR pg_sleep(300) IS NULL --",
    "\\'; SELECT 1",
    "$$; SELECT 1; $$",
    "%27%20OR%201=1",
    "a & | ! ( <-> :* 'b",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%s %(x)s {0} {x}",
]
MARK = "<script>alert('x')</script>"
HTML = [MARK, f'"><img src=x onerror="{MARK}">', "'-alert(1)-'", "</title><svg/onload=alert(1)>", "{{ 7|add:7000 }}"]
#: pages that take text, each with the place for it; also as the value of a name nobody knows
PLACES = [
    ("/", "category"),
    ("/", "page"),
    ("/", "sort"),
    ("/", "after"),
    ("/", "utm_source"),
    ("/search/", "q"),
    ("/search/", "category"),
    ("/search/suggest/", "q"),
    ("/products/spade/reviews/", "after"),
    ("/orders/", "after"),
    ("/account/sign-in/", "next"),
    ("/api/v1/products", "category"),
    ("/api/v1/search", "q"),
    ("/admin/catalogue/product/", "q"),
    ("/admin/catalogue/product/", "o"),
    ("/admin/catalogue/product/", "category__id__exact"),
]
PATHS = ["/products/{}/", "/help/{}/", "/orders/{}/", "/account/register/{}/", "/api/v1/products/{}", "/{}"]


@pytest.fixture
def boss(settings):
    """A browser that may see everything."""
    settings.ZEAL_RAISE = False
    client = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    client.force_login(UserFactory(is_staff=True, is_superuser=True, password=None))
    return client


@pytest.mark.parametrize("text", SQL)
def test_no_text_becomes_sql(shop, boss, text):
    """In no parameter and no path: never an error of the server, no table lost, no hash shown, nobody made to wait."""
    users = get_user_model().objects.count()
    for path, name in PLACES:
        answer = boss.get(path, {name: text})
        assert answer.status_code < 500, (path, name)
        assert "argon2$" not in answer.content.decode()
    for path in PATHS:
        assert boss.get(path.format(text.replace("/", ""))).status_code < 500, path
    assert Product.objects.count() == 27
    assert get_user_model().objects.count() == users


@pytest.mark.parametrize("text", HTML)
def test_no_parameter_comes_back_as_markup(shop, boss, text):
    """Where a page repeats what was typed, it is text; templates are not run on it."""
    for path, name in PLACES:
        answer = boss.get(path, {name: text})
        if answer["Content-Type"].startswith("text/html"):
            assert "<" not in text or text not in answer.content.decode(), (path, name)
            assert "'-alert" not in answer.content.decode(), (path, name)
            assert "7007" not in answer.content.decode(), (path, name)
        else:
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_stored_text_is_never_markup(boss, settings):
    """Products, categories, names, reviews and addresses that are attacks are shown as what they are, everywhere."""
    shelf = CategoryFactory(name=MARK, slug="shelf")
    product = ProductFactory(name=MARK, slug="bad", description=f"{MARK} {HTML[1]}", category=shelf)
    ann = UserFactory(email="ann@example.com", name=MARK)
    words = {"stars": 3, "title": MARK, "text": MARK * 2, "signature": MARK, "status": ReviewStatus.APPROVED}
    Review.objects.create(author=ann, product=product, **words)
    Product.objects.filter(pk=product.pk).update(rating_count=1, rating_total=3)
    AddressFactory(user=ann, recipient=MARK, line_1=MARK, city=MARK)
    order = placed_order(product, user=ann)
    anns = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    anns.force_login(ann)
    anns.post("/cart/add/", {"product": "bad", "quantity": "1"})
    anns.post("/wishlist/add/", {"product": "bad"})
    pages = ["/", "/?category=shelf", "/products/bad/", "/products/bad/reviews/", "/search/?q=script", "/cart/"]
    pages += ["/checkout/", "/account/", "/account/addresses/", "/wishlist/", "/orders/", order.get_absolute_url()]
    shown = {page: anns.get(page).content.decode() for page in pages}
    for label in ("accounts/user", "catalogue/product", "catalogue/category", "reviews/review", "orders/order"):
        shown[label] = boss.get(f"/admin/{label}/").content.decode()
    assert {page for page, text in shown.items() if "<script>alert" in text or "<img src=x" in text} == set()
    assert "&lt;script&gt;" in shown["/products/bad/"]


@pytest.mark.parametrize(
    "text", ["/\r\nSet-Cookie: planted=1", "/%0d%0aSet-Cookie:%20planted=1", "/\nLocation: //evil"]
)
def test_no_text_becomes_a_header(shop, site, text):
    """Neither in a redirect nor in the request's id."""
    ann = UserFactory(email="ann@example.com")
    site.force_login(ann)
    for answer in (site.get("/account/sign-in/", {"next": text}), site.get("/", headers={"X-Request-ID": text[1:]})):
        assert "planted" not in answer.cookies
        assert not [value for value in answer.headers.values() if "\n" in value or "\r" in value]
        assert answer["X-Request-ID"].isalnum()
        assert not answer.get("Location", "").startswith(("//", "http"))
