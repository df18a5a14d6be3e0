"""Pages are compressed at the edge, files keep the web tier's own compression (W3, W4)."""

from __future__ import annotations

import pytest

from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Asked, Web

FILE = {"Content-Type": "text/css", "Cache-Control": "public, max-age=3600, immutable", "Vary": "Accept-Encoding"}


@pytest.mark.parametrize(("accepts", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)])
def test_pages_are_compressed_as_the_client_likes(edge: Edge, web: Web, accepts: str, sent: str | None) -> None:
    """One entry in the cache serves them all, because the web tier is asked for plain pages."""
    edge.get("/")
    answer = edge.get("/", accept_encoding=accepts)
    assert answer.headers.get("content-encoding") == sent
    plain = len("page /" * 200)
    assert (answer.num_bytes_downloaded < plain / 2) is (sent is not None)
    assert answer.headers["x-cache"] == "HIT"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert ["accept-encoding" in asked.headers for asked in web.asked] == [False]


def test_files_come_in_the_encoding_the_web_tier_prepared(edge: Edge, web: Web) -> None:
    """Each encoding is kept apart; spelling the wish differently makes no second copy."""
    web.respond = _prepared
    seen = [
        (edge.get("/static/shop.css", accept_encoding=accepts))
        for accepts in ("gzip, br", "br;q=1.0", "gzip", "br;q=0, gzip")
    ]
    assert [page.headers["content-encoding"] for page in seen] == ["x-br", "x-br", "x-gzip", "x-gzip"]
    assert [page.headers["x-cache"] for page in seen] == ["MISS", "HIT", "MISS", "HIT"]


def test_a_query_makes_no_second_copy_of_a_file(edge: Edge, web: Web) -> None:
    """Else a flood of made-up queries would fill the disk."""
    web.respond = _prepared
    assert [edge.cache("/static/shop.css?1"), edge.cache("/static/shop.css?2")] == ["MISS", "HIT"]


@pytest.mark.parametrize("path", ["/static/gone.css", "/media/gone.jpg"])
def test_missing_files_are_not_remembered(edge: Edge, web: Web, path: str) -> None:
    """A file of the release that is just being rolled out may be there the next moment."""
    web.respond = lambda asked: Answer(status=404, headers=dict(FILE))
    edge.get(path)
    web.respond = lambda asked: Answer(headers=dict(FILE))
    assert edge.get(path).status_code == 200


def _prepared(asked: Asked) -> Answer:
    """As whitenoise does; the names are made up, so that no client library unpacks them."""
    wish = asked.headers.get("accept-encoding", "identity")
    return Answer(b"x" * 2000, headers={**FILE, "Content-Encoding": f"x-{wish}"})
