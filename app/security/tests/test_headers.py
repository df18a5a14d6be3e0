"""What answers tell browsers (O5): where code may come from, who may embed, frame, open or read a page."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import include, path, reverse

from testing.factories import UserFactory

pytestmark = pytest.mark.django_db

#: blocks of data, which no browser runs and the policy does not block
DATA = ("application/json", "application/ld+json")


class InlineCode(HTMLParser):
    """Collects what the policy would block: code and styles in the page itself."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") not in DATA):
            self.found.append(tag)
        for name, value in names.items():
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")


def policy_of(answer):
    """The directives of the answer's policy."""
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


@pytest.fixture
def boss():
    """A superuser's browser."""
    client = Client(headers={"Host": "shop.example.com", "X-Forwarded-Proto": "https"})
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


PAGES = [
    "/",
    "/products/spade/",
    "/cart/",
    "/account/sign-in/",
    "/search/?q=bowl",
    "/no-such-page/",
    "/api/v1/products",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_locked_down(shop, site, page):
    """Pages, refusals and JSON: no code from elsewhere, no frame, no sniffing, no embedding, no opener."""
    answer = site.get(page)
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.fullmatch(r"max-age=31536000; includeSubDomains; preload", answer["Strict-Transport-Security"])
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_foreign_page_may_read_the_api(shop, site):
    """A preflight from elsewhere gets no permission, with credentials or without."""
    asked = {"Origin": "https://evil.example.net", "Access-Control-Request-Method": "POST"}
    for answer in (site.options("/api/v1/products", headers=asked), site.get("/api/v1/products", headers=asked)):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def inline(request):
    """A private page with a script of its own."""
    source = '<script nonce="{{ request.csp_nonce }}">1</script>'
    return HttpResponse(engines["django"].from_string(source).render({"request": request}, request))


urlpatterns = [path("inline/", inline), path("", include("config.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_a_nonce_is_in_the_policy_only_where_a_page_asked_for_one(shop, site):
    """A new one each time; pages that caches keep have none, and so stay the same for all."""
    answers = [site.get("/inline/") for _ in range(2)]
    nonces = [re.search(r'nonce="([^"]+)"', answer.content.decode())[1] for answer in answers]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        assert policy_of(answer)["script-src"] == ["'self'", f"'nonce-{nonce}'"]
    assert "nonce" not in site.get("/")["Content-Security-Policy"]


def test_the_search_for_inline_code_finds_it():
    """A search that cannot find proves nothing."""
    page = '<p style="x" onclick="y"><a href=" JavaScript:z">a</a><script>1</script><script src="/x.js"></script>'
    assert len(InlineCode(page + "<style></style>").found) == 5


@pytest.mark.parametrize("page", [*PAGES[:-1], "/account/register/", "/account/password/reset/", "/search/?q="])
def test_the_shops_pages_have_no_inline_code(shop, site, page):
    """What the policy forbids is not in the templates either."""
    assert InlineCode(site.get(page).content.decode()).found == []


def admin_pages():
    """List and form of every model in the administration."""
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        for kind in ("changelist", "add"):
            yield f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"


def test_the_administration_works_under_the_policy(boss, settings):
    """Every list and form of it: nothing the browser would block. (An inline style of a widget would be found here.)"""
    settings.ZEAL_RAISE = False
    pages = ["/admin/", "/admin/password_change/", *(reverse(name) for name in admin_pages())]
    assert len(pages) > 20
    blocked = {}
    for page in pages:
        answer = boss.get(page)
        assert answer.status_code in (200, 403), page
        found = InlineCode(answer.content.decode()).found
        if found:
            blocked[page] = found
    assert blocked == {}


def test_private_pages_are_kept_by_no_cache(shop, boss):
    """Nor by the browser's, where the next person at the machine would find them."""
    for page in ("/account/", "/account/addresses/", "/account/export/", "/admin/", "/orders/", "/cart/"):
        assert "no-store" in boss.get(page)["Cache-Control"], page
