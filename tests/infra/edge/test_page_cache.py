"""The page cache at the edge (C1 layer 3, C5, C7)."""

from __future__ import annotations

import uuid

import pytest

from tests.infra.support.kube import Kube
from tests.infra.support.site import Site
from tests.infra.support.waiting import wait_until
from topology import Topology

PURGE_SECONDS = 10


@pytest.fixture
def fresh() -> str:
    """An address nobody has asked for yet: the page cache keys pages by their whole address."""
    return f"/?verify={uuid.uuid4().hex}"


def test_the_second_request_is_a_hit(site: Site, fresh: str) -> None:
    """An anonymous page is MISS once and HIT from then on, and its body is the same (C1, C5)."""
    with site.browse() as client:
        first, second, third = (client.get(fresh) for _ in range(3))

    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 200]
    assert [answer.headers["x-cache"] for answer in (first, second, third)] == ["MISS", "HIT", "HIT"]
    assert first.text == second.text


def test_a_session_passes_the_cache_by(site: Site, fresh: str) -> None:
    """With a session cookie the page is made for that visitor and kept by nobody (C5)."""
    cookie = {"Cookie": "__Host-sessionid=verify"}
    with site.browse() as client:
        anonymous = client.get(fresh)
        own = [client.get(fresh, headers=cookie) for _ in range(2)]
        after = client.get(fresh)

    assert anonymous.headers["x-cache"] == "MISS"
    assert [answer.headers["x-cache"] for answer in own] == ["BYPASS", "BYPASS"]
    assert all("private" in answer.headers["cache-control"] for answer in own)
    assert after.headers["x-cache"] == "HIT"


def test_a_session_never_fills_the_cache(site: Site, fresh: str) -> None:
    """What a signed-in visitor saw first is not what the next anonymous one gets (C5, O5)."""
    with site.browse() as client:
        own = client.get(fresh, headers={"Cookie": "__Host-sessionid=verify"})
        anonymous = client.get(fresh)

    assert (own.headers["x-cache"], anonymous.headers["x-cache"]) == ("BYPASS", "MISS")


def test_cached_pages_set_no_cookie(site: Site, fresh: str) -> None:
    """A cookie in a shared page would be one visitor's identity handed to all others (C5, O5)."""
    with site.browse() as client:
        answers = [client.get(fresh) for _ in range(2)]

    assert all("set-cookie" not in answer.headers for answer in answers)


def test_writes_are_never_answered_from_the_cache(site: Site, fresh: str) -> None:
    """A POST to a cached page reaches the app, which refuses it without a CSRF token (C5, O5)."""
    with site.browse() as client:
        client.get(fresh)
        answer = client.post(fresh)

    assert answer.status_code in (403, 405)
    assert answer.headers["x-cache"] not in ("HIT", "STALE")


def test_lifetimes_are_the_topologys(site: Site, topology: Topology, fresh: str) -> None:
    """The page tells browser and CDN how long to keep it, with the stack file's numbers (C1)."""
    layers = topology.caching.layers
    headers = site.get(fresh).headers

    assert f"s-maxage={layers.cdn_seconds}" in headers["cache-control"]
    assert "x-accel-expires" not in headers


def test_the_layer_that_answered_is_named(site: Site, fresh: str) -> None:
    """Two headers say which cache a page came from: the edge's X-Cache and the app's layer (C1)."""
    headers = site.get(fresh).headers

    assert headers["x-cache"] == "MISS"
    assert headers["x-cache-layer"]


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_pages_are_compressed_as_the_client_asks(site: Site, encoding: str) -> None:
    """Brotli and gzip, each to those who ask for it, with Vary so that other caches keep them apart (W4)."""
    answer = site.get("/", headers={"Accept-Encoding": encoding})

    assert answer.headers["content-encoding"] == encoding
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_pages_stay_plain_for_those_who_ask_for_nothing(site: Site) -> None:
    """A client without compression gets none (W4)."""
    assert "content-encoding" not in site.get("/", headers={"Accept-Encoding": "identity"}).headers


def test_the_app_can_purge_a_page_everywhere(kube: Kube, site: Site, fresh: str) -> None:
    """After a purge by the app's own code the page is a MISS again, on whichever edge server answers (C7)."""
    with site.browse() as client:
        assert client.get(fresh).headers["x-cache"] == "MISS"
        assert client.get(fresh).headers["x-cache"] == "HIT"
        assert kube.inside("purge.py", fresh) == {"failed": 0}
        after = wait_until(
            lambda: client.get(fresh).headers["x-cache"],
            lambda seen: seen == "MISS",
            seconds=PURGE_SECONDS,
            what="a MISS",
        )

    assert after == "MISS"


def test_nobody_can_purge_from_outside(site: Site, fresh: str) -> None:
    """PURGE at the public address is refused and drops nothing (C7, O5)."""
    with site.browse() as client:
        client.get(fresh)
        answer = client.request("PURGE", fresh)
        after = client.get(fresh)

    assert answer.status_code in (403, 404, 405)
    assert after.headers["x-cache"] == "HIT"
