"""Nothing personal is ever cached, whatever a view or a middleware does (C5, O5)."""

import pytest
from django.test import Client

from caching import personal
from caching.personal import PersonalAnswer
from caching.tests import urls
from testing.asgi import call
from testing.factories import UserFactory

pytestmark = pytest.mark.urls(urls.__name__)

PERSONAL_VIEWS = pytest.mark.parametrize(
    "view",
    [*urls.PERSONAL, pytest.param(urls.writes_session, marks=pytest.mark.django_db)],
    ids=lambda view: view.__name__,
)


def stored(redis_server):
    """Keys of pages in Redis."""
    return [*redis_server.scan_iter("*page:*"), *redis_server.scan_iter("*api:*")]


@PERSONAL_VIEWS
def test_a_personal_answer_fails_in_tests(site, redis_server, view):
    """A view that is cached for all and answers for one is found before it is deployed (C5, O5)."""
    with pytest.raises(PersonalAnswer, match=f"GET /{view.__name__} .*next visitor would get this one's page"):
        site.get(f"/{view.__name__}")
    assert stored(redis_server) == []


@PERSONAL_VIEWS
def test_a_personal_answer_is_not_cached_in_production(site, redis_server, settings, view):
    """The visitor is served, nothing is kept, no layer outside may keep it, and it is counted (C5, O5)."""
    settings.CACHE_REFUSALS_RAISE = False
    counters = [personal.REFUSALS.labels(sign.name.lower())._value for sign in personal.Sign]
    before = sum(counter.get() for counter in counters)
    for _ in range(2):
        answer = site.get(f"/{view.__name__}")
        assert answer.status_code == 200
        assert answer["Cache-Control"].startswith("private, ")
        assert "X-Accel-Expires" not in answer.headers
    assert stored(redis_server) == []
    assert sum(counter.get() for counter in counters) >= before + 1


def test_a_cookie_that_middleware_adds_later_takes_the_public_label_off(site, settings):
    """Also what happens to an answer after the view cannot make a shared page personal (C5, O5)."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.mark_visitor"]
    with pytest.raises(PersonalAnswer, match="sets a cookie"):
        site.get("/plain")
    settings.CACHE_REFUSALS_RAISE = False
    answer = site.get("/plain")
    assert (answer["Cache-Control"], answer.get("X-Accel-Expires")) == ("private, no-store", None)


def mark_visitor(get_response):
    """A middleware as some library might bring it."""

    def middleware(request):
        response = get_response(request)
        response.set_cookie("visitor", "1")
        return response

    return middleware


@pytest.mark.django_db
def test_two_visitors_with_sessions_and_one_without_never_see_one_anothers_page(client_of, site):
    """Each signed-in visitor gets their own page, uncached; the anonymous get the shared one, in any order (C5, O5)."""
    ann, ben = UserFactory(), UserFactory()
    for _ in range(2):
        for user in (ann, ben):
            answer = client_of(user).get("/plain")
            assert answer.content.decode() == f"for {user.email}"
            assert answer["Cache-Control"] == "private, no-cache"
            assert "X-Accel-Expires" not in answer.headers
        assert site.get("/plain").content == b"for everyone"
    assert site.get("/plain")["X-Cache-Layer"] == "view"


@pytest.fixture
def client_of(django_db_blocker):
    """A visitor's browser after signing in."""

    def make(user):
        client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https")
        client.force_login(user)
        return client

    return make


def test_credentials_pass_the_cache_by(site, redis_server):
    """A token in Authorization is a visitor too (C5, O5)."""
    answer = site.get("/plain", headers={"Authorization": "Bearer ann"})
    assert answer["Cache-Control"] == "private, no-cache"
    assert stored(redis_server) == []


def test_a_cached_view_sees_no_cookies(site):
    """Whatever cookies a visitor has, the page is the one without (C5, O5)."""
    site.cookies["name"] = "ann"
    assert site.get("/cookie_reader").content == b"hello nobody"
    site.cookies["name"] = "ben"
    assert site.get("/cookie_reader").content == b"hello nobody"


def test_no_cookie_changes_what_the_asgi_application_answers():
    """The same through the application that gunicorn serves, whatever its thread saw before (C5, O5)."""
    headers = [(b"host", b"shop.example.com"), (b"x-forwarded-proto", b"https")]
    for name in (b"ann", b"ben", b""):
        cookie = [(b"cookie", b"name=" + name)] if name else []
        assert call("/cookie_reader", [*headers, *cookie]) == (200, b"hello nobody")
