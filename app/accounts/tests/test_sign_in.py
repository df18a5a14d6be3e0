"""Signing in and out (S3, O5)."""

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session

from security.redirects import own_path
from testing.factories import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"
ANN = {"username": "ann@example.com", "password": PASSWORD}


def test_the_session_gets_a_new_key(shop, site, ann):
    """A key somebody planted before is worth nothing afterwards; what was in the cart comes along."""
    site.post("/cart/add/", {"product": "spade", "quantity": "1"})
    planted = site.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert site.post(SIGN_IN, ANN).status_code == 302
    fresh = site.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert fresh != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert "Spade" in site.get("/cart/").content.decode()


def test_a_made_up_session_key_is_not_adopted(site, ann):
    """A cookie tossed in by a neighbour names no session, and signing in makes another."""
    site.cookies[django_settings.SESSION_COOKIE_NAME] = "a" * 32
    assert site.get("/account/").status_code == 302
    site.post(SIGN_IN, ANN)
    assert site.cookies[django_settings.SESSION_COOKIE_NAME].value != "a" * 32


def test_signing_out_is_a_post_and_ends_the_session_on_the_server(anns):
    """A link or an image on a foreign page signs nobody out; a copied cookie is dead afterwards."""
    key = anns.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert anns.get("/account/sign-out/").status_code == 405
    assert anns.get("/account/").status_code == 200
    assert anns.post("/account/sign-out/")["Location"] == "/"
    assert anns.get("/account/").status_code == 302
    anns.cookies[django_settings.SESSION_COOKIE_NAME] = key
    assert anns.get("/account/").status_code == 302


HOSTILE = [
    "https://evil.example.net/",
    "//evil.example.net/",
    "///evil.example.net/",
    "/\\evil.example.net/",
    "\\\\evil.example.net/",
    "/\t/evil.example.net/",
    "\t//evil.example.net/",
    "/\n/evil.example.net",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example.net",
    "http://shop.example.com/",
    "https://shop.example.com/orders/",
    "evil.example.net",
    "orders/",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_after_signing_in_nobody_is_sent_elsewhere(site, ann, address):
    """Also not by `next` in the form or the address, nor when signed in already."""
    assert own_path(address, "/account/") == "/account/"
    assert site.post(SIGN_IN, {**ANN, "next": address})["Location"] == "/account/"
    assert site.get(SIGN_IN, {"next": address})["Location"] == "/account/"


def test_after_signing_in_one_is_where_one_wanted_to_be(site, ann):
    """A page that needs an account leads to the form and back."""
    asked = site.get("/account/addresses/")
    assert asked["Location"] == "/account/sign-in/?next=/account/addresses/"
    form = site.get(asked["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/account/addresses/">' in form
    assert site.post(SIGN_IN, {**ANN, "next": "/account/addresses/"})["Location"] == "/account/addresses/"


def test_next_cannot_break_out_of_the_form(site):
    """It is shown only where it is a path of this site, and escaped."""
    page = site.get(SIGN_IN, {"next": '/"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_who_may_not_sign_in_is_told_what_everyone_is_told(site, ann):
    """A closed account does not show that it exists."""
    ann.is_active = False
    ann.save()
    answer = site.post(SIGN_IN, ANN)
    assert answer.status_code == 200
    assert "do not belong together" in answer.content.decode()


def test_who_is_shut_out_later_is_out_at_once(anns, ann):
    """An open session does not outlive the right to it."""
    assert anns.get("/account/").status_code == 200
    ann.is_active = False
    ann.save()
    assert anns.get("/account/").status_code == 302


def test_a_hash_of_weaker_settings_is_renewed(site, ann):
    """Old hashes (PBKDF2) still open, and become argon2id on the way."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    ann.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=1000)
    ann.save()
    assert site.post(SIGN_IN, ANN).status_code == 302
    ann.refresh_from_db()
    assert ann.password.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
