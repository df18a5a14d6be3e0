"""Request forgery (O5): what a foreign page can make a visitor's browser send is refused; the shop's own forms pass."""

import re

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.test import Client

from testing.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OWN = "https://shop.example.com"
LOGIN = "/admin/login/"


@pytest.fixture
def browser():
    """A visitor whose requests are checked, as the test client's usually are not."""
    return Client(enforce_csrf_checks=True, HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": OWN},
        {"Origin": OWN},
        {"Sec-Fetch-Site": "none", "Origin": OWN},
    ],
)
def test_a_form_without_a_token_passes_from_the_shops_own_pages(browser, headers):
    """The browser's own word is enough: no token, no cookie."""
    assert browser.post(LOGIN, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "Same-Origin"},
        {"Sec-Fetch-Site": "same-origin, same-origin"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example.net"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://shop.example.com"},
        {"Origin": "https://shop.example.com:8443"},
        {"Origin": "https://shop.example.com.evil.example.net"},
        {"Origin": "https://evil.shop.example.com"},
        {"Origin": "https://shop.example.com/"},
        {"Origin": "https://shop.example.com@evil.example.net"},
        # No browser contradicts itself; what does is not one.
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example.net"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Sec-Fetch-Site": "same-site", "Origin": OWN},
        # Neither does a Referer stand in for the token.
        {"Referer": f"{OWN}/"},
        {"Referer": "https://evil.example.net/", "X-Forwarded-Host": "shop.example.com"},
    ],
)
def test_a_form_without_a_token_from_anywhere_else_is_refused(browser, headers):
    """Also from a neighbouring subdomain, a sandboxed frame, plain HTTP, and lookalikes of the origin."""
    answer = browser.post(LOGIN, headers=headers)
    assert answer.status_code == 403
    assert "The form was not sent" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_checked_too(browser, method):
    """And so is a method nobody has heard of."""
    send = getattr(browser, method)
    assert send(LOGIN).status_code == 403
    assert browser.generic("BREW", LOGIN).status_code == 403
    assert send(LOGIN, headers={"Sec-Fetch-Site": "same-origin"}).status_code != 403


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_get_cannot_be_dressed_as_a_post(browser, name):
    """An image's address on a foreign page signs nobody in or out."""
    UserFactory(email="ann@example.com", is_staff=True)
    given = {"username": "ann@example.com", "password": PASSWORD, "_method": "POST"}
    answer = browser.get(LOGIN, given, headers={name: "POST", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert django_settings.SESSION_COOKIE_NAME not in browser.cookies


def test_a_browser_that_says_nothing_needs_the_token(browser):
    """Token and cookie with the shop's Referer pass; a wrong or a foreign token does not (Django's own check)."""
    form = browser.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    own = {"Referer": f"{OWN}{LOGIN}"}
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": token}, headers=own).status_code == 200
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": token[::-1]}, headers=own).status_code == 403
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": token}).status_code == 403
    foreign = {"Referer": f"{OWN}{LOGIN}", "Origin": "https://evil.example.net"}
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": token}, headers=foreign).status_code == 403


def test_a_token_of_another_visitor_is_worth_nothing(browser):
    """Tokens belong to the cookie they were made with."""
    stranger = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
    stolen = re.search(r'value="(\w{64})"', stranger.get(LOGIN).content.decode())[1]
    browser.get(LOGIN)
    own = {"Referer": f"{OWN}{LOGIN}"}
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": stolen}, headers=own).status_code == 403


def test_a_malformed_token_cookie_does_not_make_a_public_page_set_one(shop, browser):
    """What a neighbour tosses into the cookie jar stays without effect on pages that caches keep."""
    browser.cookies[django_settings.CSRF_COOKIE_NAME] = "x" * 10
    answer = browser.get("/")
    assert not answer.cookies
    assert "Vary" not in answer.headers
    assert "public" in answer["Cache-Control"]
    own = {"Referer": f"{OWN}{LOGIN}"}
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": "x" * 10}, headers=own).status_code == 403


def test_the_site_does_not_start_without_the_middleware(settings):
    """Nor with a token cookie that plain HTTP would carry."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    settings.CSRF_COOKIE_SECURE = False
    assert {found.id for found in run_checks(tags=["security"])} >= {"rushhour.E001", "rushhour.E002"}
