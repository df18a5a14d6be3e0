"""Who may connect, how, and what of their claims gets through (W4)."""

from __future__ import annotations

import json
import socket
import ssl

import httpx
import pytest

from nginx.tests.conftest import PUBLIC, StartEdge
from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Web


def test_tls_below_1_3_is_refused(edge: Edge) -> None:
    """A client that offers TLS 1.2 at most gets no connection; one that may use 1.3 does, with HTTP/2."""
    address = ("127.0.0.1", edge.context.https_port)
    edge.tls.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(address) as plain, edge.tls.wrap_socket(plain, server_hostname="localhost") as secure:
        assert (secure.version(), secure.selected_alpn_protocol()) == ("TLSv1.3", "h2")
    edge.tls.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(address) as plain, pytest.raises(ssl.SSLError, match="protocol version"):
        edge.tls.wrap_socket(plain, server_hostname="localhost")


def test_http2_serves_pages(edge: Edge) -> None:
    """Not only negotiated: spoken."""
    with httpx.Client(http2=True, verify=edge.tls, trust_env=False) as client:
        answer = client.get(f"https://localhost:{edge.context.https_port}/")
    assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)


def test_http_leads_to_https(edge: Edge) -> None:
    """308 to the shop's own address, path and query kept, whatever name was asked for."""
    answer = edge.plain("/products/?page=2")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{edge.context.origin}/products/?page=2")


def test_other_names_are_refused(edge: Edge, web: Web) -> None:
    """421, and the web tier does not hear of it."""
    assert edge.get("/", host="shop.invalid").status_code == 421
    assert web.asked == []


def test_claims_about_the_client_are_replaced(edge: Edge, web: Web) -> None:
    """Nobody is trusted by default: the connection's own address is the client, the scheme is https."""
    claims = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "evil.invalid",
        "x-real-ip": "203.0.113.9",
        "forwarded": "for=203.0.113.9",
        "x-request-id": "made-up-by-client",
    }
    answer = edge.request("GET", "/", headers=claims)
    (asked,) = web.asked
    assert (asked.headers["x-forwarded-for"], asked.headers["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert {"x-forwarded-host", "x-real-ip", "forwarded"}.isdisjoint(asked.headers)
    assert asked.headers["host"] == edge.context.authority
    assert asked.headers["x-request-id"] == answer.headers["x-request-id"] != "made-up-by-client"


def test_a_trusted_proxy_names_the_client(start_edge: StartEdge, web: Web) -> None:
    """The last address that no trusted proxy wrote; what stands before it is the client's own claim."""
    edge = start_edge(trusted_proxies=("127.0.0.0/8", "198.51.100.0/24"))
    edge.get("/", x_forwarded_for="192.0.2.66, 203.0.113.9, 198.51.100.7", x_request_id="from-the-balancer")
    (asked,) = web.asked
    assert asked.headers["x-forwarded-for"] == "203.0.113.9"
    assert asked.headers["x-request-id"] == "from-the-balancer"


def test_each_answer_has_its_own_request_id(edge: Edge, web: Web) -> None:
    """Also when the page comes from the cache, which keeps the header of the request that filled it."""
    web.respond = lambda asked: Answer(headers={**PUBLIC, "X-Request-ID": "of-the-first-request"})
    edge.get("/")
    answers = [edge.get("/"), edge.get("/")]
    assert {answer.headers["x-cache"] for answer in answers} == {"HIT"}
    ids = [answer.headers.get_list("x-request-id") for answer in answers]
    assert [len(each) for each in ids] == [1, 1]
    assert len({"of-the-first-request", *ids[0], *ids[1]}) == 3


def test_too_many_requests_are_refused_and_files_do_not_count(start_edge: StartEdge, web: Web) -> None:
    """429 with Retry-After past the burst; a page's files are not counted."""
    edge = start_edge(requests_per_second=1, burst=3)
    files = {edge.get("/static/shop.css").status_code for _ in range(20)}
    pages = [edge.get("/") for _ in range(20)]
    refused = [page for page in pages if page.status_code == 429]
    assert files == {200}
    assert pages[0].status_code == 200
    assert len(refused) >= 10
    assert {page.headers["retry-after"] for page in refused} == {"1"}


@pytest.mark.parametrize(
    "path", ["/metrics", "/livez", "/readyz", "/metrics/", "/readyz/deep", "//metrics", "/x/../readyz", "/%6detrics"]
)
def test_the_web_tiers_own_paths_are_not_public(edge: Edge, web: Web, path: str) -> None:
    """404 however the path is spelt, and the web tier is not asked."""
    request = f"GET {path} HTTP/1.1\r\nHost: {edge.context.authority}\r\nConnection: close\r\n\r\n"
    address = ("127.0.0.1", edge.context.https_port)
    with socket.create_connection(address) as plain, edge.tls.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(request.encode())
        assert secure.recv(100).split()[1] == b"404"
    assert web.asked == []


def test_bodies_and_headers_have_limits(start_edge: StartEdge, web: Web) -> None:
    """413 for a large body, 400 for a large header; neither reaches the web tier."""
    edge = start_edge(max_body_bytes=1000)
    assert edge.request("POST", "/", content=b"x" * 1001).status_code == 413
    assert edge.get("/", x_large="x" * 10_000).status_code == 400
    assert web.asked == []


def test_the_log_has_one_json_object_a_request(edge: Edge) -> None:
    """With the id that the shopper saw, so that a complaint can be followed through."""
    answer = edge.get("/", user_agent='say "cheese"')
    edge.wait_until(lambda: answer.headers["x-request-id"] in edge.log(), "the request is logged")
    lines = [json.loads(line) for line in edge.log().splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line["request_id"] == answer.headers["x-request-id"]]
    assert (line["status"], line["client"], line["cache"]) == (200, "127.0.0.1", "MISS")
    assert line["user_agent"] == 'say "cheese"'
