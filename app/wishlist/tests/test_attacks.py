"""Another account's list is out of reach, whatever anybody sends, and on no page that is shared (O5, C5)."""

import pytest
from django.test import Client

from cart.stores import AccountStore
from testing.factories import ProductFactory
from wishlist import selectors, views
from wishlist.models import Wish
from wishlist.services.add_wish import add_wish
from wishlist.tests.browser import signed_in

pytestmark = pytest.mark.django_db

PAGE, LIST = "/products/bowl/", "/wishlist/"
ADD, REMOVE, MOVE = "/wishlist/add/", "/wishlist/remove/", "/wishlist/move/"
WISH = {"product": "bowl"}


def test_a_list_is_its_owners_alone(ann, bowl, site):
    """Another account sees and changes its own, whatever names it sends; nobody without one sees any."""
    ann.post(ADD, WISH)
    other = signed_in()
    claims = {**WISH, "user": ann.user.pk, "user_id": ann.user.pk}
    assert "Bowl" not in other.get(LIST, {"user": ann.user.pk}).content.decode()
    assert other.post(REMOVE, claims).status_code == 302
    assert other.post(MOVE, claims).status_code == 302
    assert selectors.count(ann.user) == 1
    assert not AccountStore(ann.user.pk).entries()
    assert not AccountStore(other.user.pk).entries()
    answer = site.get(LIST)
    assert answer.status_code == 302
    assert "next=/wishlist/" in answer["Location"]


def test_the_shared_page_knows_nothing_of_a_list(ann, bowl, site):
    """Whoever comes first: the owner, another account, or nobody in particular (C5)."""
    ann.post(ADD, WISH)
    other = signed_in()
    for _ in ("cold", "warm"):
        assert b"Take off the wishlist" in ann.get(PAGE).content
        for client in (other, site):
            page = client.get(PAGE).content
            assert b"Take off the wishlist" not in page
            assert b"Add to wishlist" in page
    assert site.get(PAGE)["X-Cache-Layer"] == "view"
    assert "private" in ann.get(LIST)["Cache-Control"]


@pytest.mark.parametrize("path", [ADD, REMOVE, MOVE])
def test_without_an_account_a_form_leads_to_signing_in(bowl, site, path):
    """And from there to a page that can be read, not to one that only takes forms."""
    answer = site.post(path, WISH)
    assert answer.status_code == 302
    back = answer["Location"].partition("?next=")[2]
    assert back in (PAGE, LIST)
    assert Wish.objects.count() == 0


@pytest.mark.parametrize("path", [ADD, REMOVE, MOVE])
@pytest.mark.parametrize("slug", [None, "", "no/such", "x" * 181, "٣ ;"])
def test_nonsense_is_a_404(ann, path, slug):
    """Nothing is redirected to what somebody typed."""
    assert ann.post(path, {} if slug is None else {"product": slug}).status_code == 404


@pytest.mark.parametrize("path", [ADD, REMOVE, MOVE])
def test_a_foreign_page_cannot_change_a_list(bowl, path):
    """Nor a link, nor a picture."""
    victim = signed_in(enforce_csrf_checks=True)
    add_wish(user=victim.user, product_id=bowl.pk)
    assert victim.get(path).status_code == 405
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert victim.post(path, WISH, headers=headers).status_code == 403
    assert selectors.count(victim.user) == 1
    assert not AccountStore(victim.user.pk).entries()


def test_the_cached_pages_form_works_without_a_token(bowl):
    """By the browser's word that it is the shop's own page."""
    visitor = signed_in(enforce_csrf_checks=True)
    assert b"csrf" not in Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https").get(PAGE).content
    assert visitor.post(ADD, WISH, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    assert selectors.count(visitor.user) == 1


def test_names_on_the_list_are_escaped(ann):
    """As everywhere (O5)."""
    add_wish(user=ann.user, product_id=ProductFactory(name="<script>alert(1)</script>").pk)
    assert "<script>alert" not in ann.get(LIST).content.decode()


def test_changes_are_limited_by_account(ann, bowl, monkeypatch):
    """A script that flips a wish all day gets a 429."""
    monkeypatch.setattr(views, "CHANGES", "2/minute")
    assert [ann.post(path, WISH).status_code for path in (ADD, REMOVE, ADD)] == [302, 302, 429]
