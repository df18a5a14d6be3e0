"""Requests made to hurt (O5): too large, too many, for another host, with cookies somebody else has put there."""

from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalogue.models import Product
from config.settings.env import Env
from config.settings.security import security
from testing.factories import PASSWORD, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"
FORM = "application/x-www-form-urlencoded"
COOKIE = "__Host-sessionid"


@pytest.mark.parametrize(
    "body",
    [
        {"password": "x" * 1_100_000},
        {f"field{n}": "x" for n in range(250)},
        {"username": ["x"] * 250},
    ],
)
def test_bodies_that_are_too_large_or_have_too_many_fields_are_refused(site, body):
    """400 before any of it is looked at; as a form and as its parts (multipart)."""
    assert site.post(SIGN_IN, body).status_code == 400
    assert site.post(SIGN_IN, urlencode(body, doseq=True), content_type=FORM).status_code == 400


def test_too_many_files_are_refused(site):
    """Eleven in one form."""
    files = {f"file{n}": SimpleUploadedFile("x.png", b"x") for n in range(11)}
    assert site.post(SIGN_IN, files).status_code == 400


def test_too_many_parameters_in_an_address_are_refused(site):
    """Each would be parsed and hashed."""
    assert site.get("/?" + "&".join(f"a{n}=1" for n in range(5000))).status_code in (200, 400)
    assert site.get("/account/?" + "&".join(f"a{n}=1" for n in range(5000))).status_code in (302, 400)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "x" * 300),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"username=%ff%fe&password=%00", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"username=a", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"{" * 10_000, "application/json"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "text/xml"),
    ],
)
def test_malformed_bodies_are_no_errors_of_the_server(site, body, kind):
    """Broken parts, wrong encodings, other languages."""
    for path in (SIGN_IN, "/cart/add/", "/api/v1/cart/lines"):
        assert site.generic("POST", path, body, content_type=kind).status_code < 500, path


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.net",
        "shop.example.com.evil.example.net",
        "shop.example.com@evil.example.net",
        "evil.example.net:443",
        "shop.example.com:evil",
        "",
        "shop.example.com/evil",
    ],
)
def test_another_host_gets_no_page_and_fills_no_cache(shop, site, host):
    """400, and the page of the real host does not change."""
    before = site.get("/").content
    assert site.get("/", headers={"Host": host}).status_code == 400
    assert site.get("/").content == before


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_headers_that_claim_another_host_or_path_are_not_read(shop, site, header):
    """The page and its links are the same; no rewritten path slips past a rule."""
    before = site.get("/account/").headers["Location"]
    assert site.get("/account/", headers={header: "evil.example.net"}).headers["Location"] == before
    assert site.get("/", headers={header: "/admin/"}).content == site.get("/").content


def test_plain_http_is_told_by_the_edge_alone():
    """Without a proxy in front nobody can claim that the connection was encrypted."""
    behind = security(Env())
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert security(Env(trusted_proxy_hops=0))["SECURE_PROXY_SSL_HEADER"] is None


def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(site):
    """`__Host-` makes browsers refuse them from a neighbour; all flags are there."""
    UserFactory(email="ann@example.com")
    site.get(SIGN_IN)
    site.post(SIGN_IN, {"username": "ann@example.com", "password": PASSWORD})
    names = {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME}
    assert names <= set(site.cookies)
    for name, cookie in site.cookies.items():
        assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (True, True, "Lax"), name
        assert not cookie["domain"], name
        assert cookie["path"] == "/", name
    assert all(name.startswith("__Host-") for name in names)


def test_a_cookie_tossed_in_by_a_neighbour_is_not_ours(site):
    """Without the prefix, under the framework's usual name, a session is nobody's."""
    ann = UserFactory(email="ann@example.com")
    site.force_login(ann)
    key = site.cookies[COOKIE].value
    victim = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    for name in ("sessionid", "__host-sessionid", "__Host-sessionid2", "__Secure-sessionid"):
        victim.cookies[name] = key
    assert victim.get("/account/").status_code == 302


@pytest.mark.parametrize("value", ["x", "", "../../etc/passwd", "a" * 4000, "'; DROP TABLE django_session; --", "\x00"])
def test_nonsense_in_the_session_cookie_is_just_no_session(site, value):
    """No error, and no session is made of it."""
    given = {"Cookie": f"{COOKIE}={value}"}
    assert site.get("/account/", headers=given).status_code == 302
    assert site.get("/", headers=given).status_code == 200


def test_staff_forms_take_their_own_fields_only(site):
    """In the administration too: a product's counters and picture are not in the form, so nobody posts them."""
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    made = ProductFactory()
    page = site.get(f"/admin/catalogue/product/{made.pk}/change/").content.decode()
    assert 'name="view_count"' not in page
    site.post(f"/admin/catalogue/product/{made.pk}/change/", {"view_count": 999, "rating_total": 999, "name": ""})
    assert Product.objects.get(pk=made.pk).view_count == 0
