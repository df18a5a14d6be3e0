"""What the edge answers by itself: problem details below /api/ (RFC 9457), a sentence for people elsewhere (W4)."""

from __future__ import annotations

import ast
from collections.abc import Callable

import httpx
import pytest

from nginx.tests.conftest import CHECKOUT, StartEdge
from nginx.tests.web import Answer, Web
from topology.render.nginx_refusals import REFUSALS

Provoke = Callable[[StartEdge, Web, str], httpx.Response]


def too_many(start_edge: StartEdge, _web: Web, path: str) -> httpx.Response:
    """More requests than the burst."""
    edge = start_edge(requests_per_second=1, burst=1)
    return [edge.get(path) for _ in range(5)][-1]


def too_large(start_edge: StartEdge, _web: Web, path: str) -> httpx.Response:
    """A body above the limit."""
    return start_edge(max_body_bytes=10).request("POST", path, content=b"x" * 11)


def large_in_pieces(start_edge: StartEdge, _web: Web, path: str) -> httpx.Response:
    """The same without a Content-Length: the edge learns it on the way."""
    return start_edge(max_body_bytes=10).request("POST", path, content=iter([b"x" * 8, b"x" * 8]))


def away(start_edge: StartEdge, web: Web, path: str) -> httpx.Response:
    """Nobody listens behind the edge (502)."""
    web.stop()
    return start_edge().get(path)


def silent(start_edge: StartEdge, web: Web, path: str) -> httpx.Response:
    """Somebody listens and does not answer in time (504)."""
    web.respond = lambda asked: Answer(silent=True)
    return start_edge(upstream_timeout_seconds=1).get(path)


def large_header(start_edge: StartEdge, _web: Web, path: str) -> httpx.Response:
    """A header above the limit."""
    return start_edge().get(path, x_large="x" * 10_000)


CASES = [
    (too_many, "too-many-requests", 429, "1"),
    (too_large, "too-large", 413, None),
    (large_in_pieces, "too-large", 413, None),
    (away, "unavailable", 503, "5"),
    (silent, "unavailable", 503, "5"),
    (large_header, "unreadable", 400, None),
]


@pytest.mark.parametrize(
    ("provoke", "name", "status", "retry"), CASES, ids=lambda value: getattr(value, "__name__", "")
)
def test_programs_get_problem_details(
    start_edge: StartEdge, web: Web, provoke: Provoke, name: str, status: int, retry: str | None
) -> None:
    """As the API itself would say it: media type, kind, status, when to come back, and the id that is in the log."""
    answer = provoke(start_edge, web, '/api/v1/products?q="')
    document = answer.json()

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (document["type"], document["status"]) == (f"/api/v1/docs#{name}", status)
    assert document["title"]
    assert document["detail"]
    assert document["request_id"] == answer.headers["x-request-id"]
    assert answer.headers.get("retry-after") == retry
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("provoke", "name", "status", "retry"), CASES, ids=lambda value: getattr(value, "__name__", "")
)
def test_people_get_a_sentence(
    start_edge: StartEdge, web: Web, provoke: Provoke, name: str, status: int, retry: str | None
) -> None:
    """Plain text, also for an address that only looks like the API's."""
    assert name
    answer = provoke(start_edge, web, "/apiary/")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/plain")
    assert answer.text.endswith(".\n")
    assert answer.headers.get("retry-after") == retry


def test_what_the_web_tier_says_passes_unchanged(start_edge: StartEdge, web: Web) -> None:
    """Its own problems are better than ours: they have an instance and the errors of fields."""
    for status in (400, 413, 429, 500, 503):
        web.respond = lambda asked, status=status: Answer(b'{"own": 1}', status=status)
        answer = start_edge().get("/api/v1/products")
        assert (answer.status_code, answer.json()) == (status, {"own": 1})


def test_the_kinds_are_the_apis_own() -> None:
    """A program that knows the API's documentation knows the edge's answers: the same name, status and title."""
    tree = ast.parse((CHECKOUT / "app" / "api" / "problems.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Kind"]
    kinds = {tuple(ast.literal_eval(argument) for argument in call.args[:3]) for call in calls}

    assert kinds >= {(refusal.name, refusal.status, refusal.title) for refusal in REFUSALS}
