"""While the web tier is slow, broken or away."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Web

SHORT = {"Cache-Control": "public, max-age=1"}


def test_old_pages_are_served_while_the_web_tier_is_away(edge: Edge, web: Web) -> None:
    """STALE, and the page itself."""
    web.respond = lambda asked: Answer(b"tea", headers=dict(SHORT))
    edge.get("/products/tea/")
    web.stop()
    edge.wait_until(lambda: edge.cache("/products/tea/") in ("STALE", "UPDATING"), "the page grows old")
    assert edge.get("/products/tea/").text == "tea"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_old_pages_are_served_while_the_web_tier_fails(edge: Edge, web: Web, status: int) -> None:
    """An error does not replace a page that is there."""
    web.respond = lambda asked: Answer(b"tea", headers=dict(SHORT))
    edge.get("/")
    web.respond = lambda asked: Answer(b"broken", status=status)
    edge.wait_until(lambda: edge.cache("/") in ("STALE", "UPDATING"), "the page grows old")
    assert edge.get("/").text == "tea"


def test_an_expired_page_is_renewed_behind_the_shoppers_back(edge: Edge, web: Web) -> None:
    """Who comes first gets the old page at once; the new one follows."""
    web.respond = lambda asked: Answer(b"old", headers=dict(SHORT))
    edge.get("/")
    web.respond = lambda asked: Answer(b"new", headers=dict(SHORT))
    seen = []

    def renewed() -> bool:
        seen.append(edge.get("/"))
        return seen[-1].text == "new"

    edge.wait_until(renewed, "the page is renewed")
    assert "MISS" not in {page.headers["x-cache"] for page in seen}
    assert "EXPIRED" not in {page.headers["x-cache"] for page in seen}


def test_without_an_old_page_the_answer_says_when_to_come_back(edge: Edge, web: Web) -> None:
    """503 with Retry-After instead of a bare gateway error."""
    web.stop()
    answer = edge.get("/products/tea/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_signed_in_shoppers_get_no_old_anonymous_page(edge: Edge, web: Web) -> None:
    """Being told to come back is better than seeming signed out."""
    edge.get("/")
    web.stop()
    assert edge.get("/", cookie="__Host-sessionid=a").status_code == 503


def test_probes_tell_starting_from_living(edge: Edge, web: Web) -> None:
    """Start-up asks through to the web tier; health does not, or an outage would take the cached pages away too."""
    assert edge.internal("GET", "/edge-startup").text.startswith("page /livez")
    web.stop()
    assert edge.internal("GET", "/edge-startup").status_code == 502
    assert edge.internal("GET", "/edge-health").status_code == 200


def test_a_request_under_way_is_finished_before_the_edge_stops(edge: Edge, web: Web) -> None:
    """SIGQUIT, which the image's STOPSIGNAL sends, loses nobody's order."""
    gate = threading.Event()
    web.respond = lambda asked: Answer(b"ordered", gate=gate)
    with ThreadPoolExecutor(1) as shopper:
        order = shopper.submit(edge.request, "POST", "/order/", content=b"tea=1")
        edge.wait_until(lambda: web.asked, "the order is under way")
        edge.process.send_signal(signal.SIGQUIT)
        gate.set()
        assert order.result().text == "ordered"
    assert edge.process.wait(10) == 0
