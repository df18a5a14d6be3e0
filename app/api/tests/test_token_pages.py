"""The account pages about tokens: made with the password, shown once, revoked at once, nobody else's (O5)."""

import re

import pytest
from django.test import Client

from api.models import AccessToken
from api.services.issue_token import MOST_TOKENS, issue_token
from api.tests.conftest import EDGE
from testing.factories import PASSWORD, UserFactory

LIST, NEW = "/account/tokens/", "/account/tokens/new/"
FORM = {"name": "a script", "scope": "write", "days": "30", "password": PASSWORD}


@pytest.fixture
def signed_in(ann):
    """Ann in her browser, without the check of tokens in forms."""
    client = Client(**EDGE)
    client.force_login(ann)
    return client


def test_a_token_is_shown_once_works_and_is_revoked(signed_in):
    """Made, used, listed without its secret, revoked, refused."""
    page = signed_in.post(NEW, FORM)
    text = re.search(r"rhp_[0-9a-f]{12}_[\w-]{43}", page.content.decode()).group()
    assert "no-store" in page["Cache-Control"]
    script = Client(**EDGE, HTTP_AUTHORIZATION=f"Bearer {text}")
    assert script.get("/api/v1/me").json()["email"] == "ann@example.com"
    listed = signed_in.get(LIST).content.decode()
    assert "a script" in listed
    assert text.split("_", 2)[2] not in listed
    pk = AccessToken.objects.get().pk
    assert signed_in.post(f"{LIST}{pk}/revoke/").status_code == 302
    assert script.get("/api/v1/me").status_code == 401
    assert "Revoked" in signed_in.get(LIST).content.decode()


def test_without_the_password_no_token_is_made(signed_in):
    """A session left open on a shared machine is not enough; guessing ends soon."""
    wrong = [signed_in.post(NEW, {**FORM, "password": "guess"}).status_code for _ in range(11)]
    assert wrong == [422] * 10 + [429]
    assert not AccessToken.objects.exists()


def test_what_the_form_does_not_offer_is_refused(signed_in, ann):
    """A lifetime, a scope, an empty name; and one token more than there may be."""
    for change in ({"days": "9999"}, {"scope": "everything"}, {"name": " "}):
        assert signed_in.post(NEW, {**FORM, **change}).status_code == 422
    for _ in range(MOST_TOKENS):
        issue_token(user=ann, name="a script", scope="read", days=1)
    page = signed_in.post(NEW, FORM)
    assert (page.status_code, "usable tokens already" in page.content.decode()) == (422, True)


def test_tokens_are_their_owners_business(signed_in, site):
    """Nobody sees or revokes another's; who is not signed in is asked to."""
    token, _ = issue_token(user=UserFactory(), name="theirs", scope="read", days=1)
    assert "theirs" not in signed_in.get(LIST).content.decode()
    assert signed_in.post(f"{LIST}{token.pk}/revoke/").status_code == 404
    assert AccessToken.objects.get().revoked_at is None
    for path in (LIST, NEW):
        assert site.get(path)["Location"].startswith("/account/sign-in/")


def test_staff_revoke_tokens_and_make_none(ann, admin_client):
    """The administration lists them without secrets."""
    token, _ = issue_token(user=ann, name="lost laptop", scope="write", days=1)
    edge = {"HTTP_HOST": "shop.example.com", "HTTP_X_FORWARDED_PROTO": "https"}
    page = admin_client.get("/admin/api/accesstoken/", **edge).content.decode()
    assert "lost laptop" in page
    assert token.digest not in page
    assert admin_client.get("/admin/api/accesstoken/add/", **edge).status_code == 403
    admin_client.post("/admin/api/accesstoken/", {"action": "revoke", "_selected_action": token.pk}, **edge)
    assert AccessToken.objects.get().revoked_at is not None
