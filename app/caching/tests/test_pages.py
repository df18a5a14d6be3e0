"""Whole answers: shared by the anonymous, named by layer, and a 304 for those who have them already (C1, C5)."""

import pytest

from caching import generations
from caching.memo import remember
from caching.tests import urls

pytestmark = pytest.mark.urls(urls.__name__)


@pytest.fixture(autouse=True)
def nothing_made():
    """Each test counts from zero."""
    urls.made.clear()


def stored(redis_server):
    """Keys of pages in Redis."""
    return [*redis_server.scan_iter("*page:*"), *redis_server.scan_iter("*api:*")]


@pytest.mark.parametrize(("address", "status"), [("/gone", 410), ("/unshared", 200)])
def test_what_is_not_a_shared_200_passes_unlabelled(site, redis_server, address, status):
    """Other statuses, and answers that say no-store, are made anew each time (C5)."""
    for _ in range(2):
        answer = site.get(address)
        assert answer.status_code == status
        assert "public" not in answer.get("Cache-Control", "")
    assert stored(redis_server) == []


def test_an_answer_keeps_its_headers_and_names_its_layer(site):
    """The stored answer is the made one, with the layer that answered (C1)."""
    first, second = site.get("/plain"), site.get("/plain")
    assert (first["X-Cache-Layer"], second["X-Cache-Layer"]) == ("database", "view")
    for header in ("Link", "Content-Type", "ETag", "Last-Modified", "Cache-Control", "X-Accel-Expires"):
        assert first[header] == second[header], header
    assert urls.made == ["/plain"]


def test_a_page_made_of_cached_data_names_that_layer(site, redis_server):
    """The slowest layer a page waited for is the one that answered, without the view saying so (C1)."""
    remember("test", "data", lambda: "data", tags=["data"], seconds=60)
    assert site.get("/data")["X-Cache-Layer"] == "redis"
    assert site.get("/data")["X-Cache-Layer"] == "view"


def test_browsers_ask_again_for_pages_and_keep_data(site):
    """A page of nobody must not be shown to who has just signed in; what is the same for all may be kept (C1, C5)."""
    assert site.get("/plain")["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=86400"
    assert site.get("/stock")["Cache-Control"] == "public, max-age=3600, s-maxage=86400"


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_an_unchanged_page_is_a_304_without_being_made(site, header):
    """Either validator of the first answer spares the second its body and its rendering (C5)."""
    first = site.get("/plain")
    question = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    again = site.get("/plain", headers={question: first[header]})
    assert (again.status_code, again.content, urls.made) == (304, b"", ["/plain"])
    assert again["X-Cache-Layer"] == "view"
    assert again["Cache-Control"] == first["Cache-Control"]


@pytest.mark.django_db
def test_a_changed_page_is_no_304(site, monkeypatch):
    """After a change the validator of the old page no longer matches (C5, C7)."""
    etag = site.get("/data")["ETag"]
    monkeypatch.setattr("caching.tests.urls.remember", lambda *args, **kwargs: type("A", (), {"value": "new"}))
    generations.bump(["tag"])
    again = site.get("/data", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (200, b"new")


def test_head_is_the_page_without_its_body(site):
    """And is answered from the same entry (C5)."""
    whole = site.get("/plain")
    head = site.head("/plain")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert urls.made == ["/plain"]


@pytest.mark.parametrize(("address", "name"), [("/api/products/bowl", "bowl"), ("/stock", "stock")])
def test_json_is_cached_like_pages(site, redis_server, address, name):
    """A django-ninja operation, after its schema has checked it, and a plain view: made once, same headers (C5)."""
    first, second = site.get(address), site.get(address)
    assert urls.made == [name]
    assert first.json() == second.json()
    assert "secret" not in first.json()
    assert (first["X-Cache-Layer"], second["X-Cache-Layer"]) == ("database", "view")
    assert second["Content-Type"].startswith("application/json")
    assert second["Cache-Control"] == "public, max-age=3600, s-maxage=86400"
    assert site.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(stored(redis_server)) == 1


@pytest.mark.django_db
def test_a_change_reaches_cached_json(site):
    """The tags of an operation are those of the data (C5, C7)."""
    site.get("/api/products/bowl")
    generations.bump(["product:bowl"])
    assert site.get("/api/products/bowl")["X-Cache-Layer"] == "database"
    assert urls.made == ["bowl", "bowl"]
