"""What the page cache keeps, for whom, and what it must never keep (L3 of C1)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nginx.tests.conftest import PUBLIC
from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Web

SESSION = "__Host-sessionid=abc"


def test_second_request_is_answered_by_the_edge(edge: Edge, web: Web) -> None:
    """MISS, then HIT, and the web tier was asked once."""
    first, second = edge.get("/products/tea/"), edge.get("/products/tea/")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert first.content == second.content
    assert web.paths() == ["/products/tea/"]


def test_head_is_answered_from_the_page_a_get_left(edge: Edge) -> None:
    """HEAD and GET share the entry."""
    edge.get("/")
    assert edge.request("HEAD", "/").headers["x-cache"] == "HIT"


def test_pages_differ_by_query(edge: Edge) -> None:
    """The second page of the list is not the first."""
    assert edge.get("/?page=1").content != edge.get("/?page=2").content


def test_an_escaped_question_mark_is_not_a_query(edge: Edge) -> None:
    """/list%3Fpage=1 is another address than /list?page=1; else anyone could fill one with the other's answer."""
    edge.get("/list%3Fpage=1")
    assert edge.cache("/list?page=1") == "MISS"


@pytest.mark.parametrize(
    "headers",
    [{"cookie": SESSION}, {"cookie": f"a=b; {SESSION}"}, {"authorization": "Basic x"}, {"authorization": "0"}],
)
def test_personal_requests_go_past_the_cache_both_ways(edge: Edge, web: Web, headers: dict[str, str]) -> None:
    """Whoever is signed in gets no anonymous page, and leaves none behind, even if the app called it public."""
    assert edge.cache("/", **headers) == "BYPASS"
    assert edge.cache("/") == "MISS"
    assert edge.cache("/", **headers) == "BYPASS"
    assert len(web.asked) == 3


def test_other_cookies_do_not_spoil_the_cache(edge: Edge) -> None:
    """A CSRF or analytics cookie names nobody."""
    edge.get("/", cookie="__Host-csrftoken=abc")
    assert edge.cache("/", cookie="consent=yes") == "HIT"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "private, max-age=60"},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "no-cache"},
        {**PUBLIC, "Set-Cookie": "a=b"},
        {**PUBLIC, "X-Accel-Expires": "0"},
        {**PUBLIC, "Vary": "Accept-Language"},
        {**PUBLIC, "Vary": "Cookie, X-Anything"},
        {**PUBLIC, "Vary": "*"},
    ],
    ids=str,
)
def test_answers_that_are_not_for_everyone_are_not_kept(edge: Edge, web: Web, headers: dict[str, str]) -> None:
    """Only what the app labelled public, without a cookie, and alike for all, is kept."""
    web.respond = lambda asked: Answer(headers=headers)
    assert [edge.cache("/"), edge.cache("/")] == ["MISS", "MISS"]


def test_an_answer_that_varies_by_cookie_is_kept_only_from_a_request_without(edge: Edge, web: Web) -> None:
    """The page rendered for someone's CSRF cookie is theirs."""
    web.respond = lambda asked: Answer(
        asked.headers.get("cookie", "none").encode(), headers={**PUBLIC, "Vary": "Cookie"}
    )
    assert [edge.cache("/", cookie="a=1"), edge.cache("/", cookie="a=1")] == ["MISS", "MISS"]
    assert [edge.cache("/"), edge.cache("/")] == ["MISS", "HIT"]
    assert edge.get("/", cookie="a=1").text == "none"


def test_the_edges_own_lifetime_wins_over_the_cdns(edge: Edge, web: Web) -> None:
    """The app labels the page's time at this edge with X-Accel-Expires, which the shopper does not see."""
    web.respond = lambda asked: Answer(
        headers={"Cache-Control": "public, max-age=0, s-maxage=0", "X-Accel-Expires": "60"}
    )
    first = edge.get("/")
    assert "x-accel-expires" not in first.headers
    assert edge.cache("/") == "HIT"


def test_post_is_never_cached(edge: Edge, web: Web) -> None:
    """Each POST reaches the web tier."""
    answers = [edge.request("POST", "/basket/", content=b"a=1").headers["x-cache"] for _ in range(2)]
    assert answers == ["BYPASS", "BYPASS"]
    assert [asked.method for asked in web.asked] == ["POST", "POST"]


def test_a_rush_on_one_page_asks_the_web_tier_once(edge: Edge, web: Web) -> None:
    """Twenty shoppers at once, one request behind the edge; the others wait for its answer."""
    gate = threading.Event()
    web.respond = lambda asked: Answer(headers=dict(PUBLIC), gate=gate)
    with ThreadPoolExecutor(20) as shoppers:
        pages = [shoppers.submit(edge.get, "/sale/") for _ in range(20)]
        edge.wait_until(lambda: web.asked, "the web tier is asked")
        edge.wait_until(lambda: _active(edge) >= 20, "all twenty requests are at the edge")
        gate.set()
        assert {page.result().status_code for page in pages} == {200}
    assert web.paths() == ["/sale/"]


def _active(edge: Edge) -> int:
    """Connections nginx holds, from its status page ("Active connections: 21 ...")."""
    return int(edge.internal("GET", "/edge-status").text.split(":")[1].split()[0])
