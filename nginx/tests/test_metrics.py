"""What the edge tells Prometheus: every request counted once, by closed lists of labels (M1)."""

from __future__ import annotations

import re
import ssl

from nginx.tests.edge import Edge
from nginx.tests.web import Answer, Web

LABEL = re.compile(r'(\w+)="([^"]*)"')
KINDS = {"page", "static", "media", "api"}


def grown(edge: Edge, before: dict[str, float], prefix: str) -> dict[str, float]:
    """The counters of a name that rose, by their labels, and by how much."""
    after = edge.metrics()
    return {
        series: value - before.get(series, 0)
        for series, value in after.items()
        if series.startswith(prefix) and value != before.get(series, 0)
    }


def test_each_request_counts_once_with_what_the_cache_did(edge: Edge) -> None:
    """One miss, then one hit: the hit ratio is theirs, and only the miss asked the web tier (M1)."""
    before = edge.metrics()
    edge.get("/products/a/")
    edge.get("/products/a/")

    edge.wait_until(lambda: len(grown(edge, before, "edge_requests_total")) == 2, "both requests are counted")
    assert grown(edge, before, "edge_requests_total") == {
        'edge_requests_total{kind="page",status="2xx",cache="MISS"}': 1,
        'edge_requests_total{kind="page",status="2xx",cache="HIT"}': 1,
    }
    assert grown(edge, before, "edge_upstream_answers_total") == {
        'edge_upstream_answers_total{kind="page",status="2xx"}': 1
    }
    assert grown(edge, before, "edge_request_seconds_count") == {'edge_request_seconds_count{kind="page"}': 2}
    assert grown(edge, before, "edge_upstream_seconds_count") == {'edge_upstream_seconds_count{kind="page"}': 1}


def test_failures_of_the_web_tier_count_also_where_no_shopper_saw_them(edge: Edge, web: Web) -> None:
    """A 5xx with nothing in the cache is a 5xx for both; the counters exist before the first of them (M1)."""
    before = edge.metrics()
    assert before['edge_requests_total{kind="page",status="5xx",cache="MISS"}'] == 0
    web.respond = lambda _: Answer(b"broken", status=500)
    assert edge.get("/products/broken/").status_code >= 500

    edge.wait_until(lambda: grown(edge, before, "edge_upstream_answers_total"), "the failure is counted")
    (upstream,) = grown(edge, before, "edge_upstream_answers_total")
    (public,) = grown(edge, before, "edge_requests_total")
    assert 'status="5xx"' in upstream
    assert 'status="5xx"' in public


def test_kinds_are_told_apart_by_address(edge: Edge) -> None:
    """Pages, static files, pictures and the API each have their own times (M1)."""
    before = edge.metrics()
    for path in ("/", "/static/a.css", "/media/a.webp", "/api/v1/products"):
        edge.get(path)

    edge.wait_until(lambda: len(grown(edge, before, "edge_request_seconds_count")) == 4, "all four are counted")
    assert set(grown(edge, before, "edge_request_seconds_count").values()) == {1}


def test_nothing_a_client_sends_adds_a_series(edge: Edge) -> None:
    """Methods, addresses, headers and statuses of any kind end in the same few labels (M1, O5)."""
    edge.get("/")
    for method, path in (("GET", '/"} 1'), ("BREW", "/tea"), ("GET", "/" + "x" * 3000), ("POST", "/?a=" + "%22" * 40)):
        edge.request(method, path, headers={"X-Cache": 'evil"'})
    edge.wait_until(lambda: sum(v for s, v in edge.metrics().items() if "_request_seconds_count" in s) >= 5, "counted")

    labels = {pair for series in edge.metrics() for pair in LABEL.findall(series) if pair[0] != "le"}
    values = {name: {value for key, value in labels if key == name} for name, _ in labels}
    assert set(values) == {"kind", "status", "cache", "state"}
    assert values["kind"] == KINDS
    assert values["status"] <= {"1xx", "2xx", "3xx", "4xx", "5xx"}
    assert values["cache"] <= {"HIT", "MISS", "BYPASS", "EXPIRED", "STALE", "UPDATING", "REVALIDATED"}
    assert len(edge.metrics()) < 500, "half of what Prometheus takes"


def test_buckets_add_up(edge: Edge) -> None:
    """Cumulative and complete: the last bucket is the count, as histogram_quantile needs it (M1, T)."""
    edge.get("/")
    edge.wait_until(lambda: edge.metrics()['edge_request_seconds_count{kind="page"}'] >= 1, "the request is counted")
    found = edge.metrics()
    buckets = [value for series, value in found.items() if series.startswith('edge_request_seconds_bucket{kind="page"')]

    assert buckets == sorted(buckets)
    assert buckets[-1] == found['edge_request_seconds_count{kind="page"}']
    assert any('le="0.2"' in series for series in found), "the P95 target is a bound"
    assert any('le="0.5"' in series for series in found), "the P99 target is a bound"


def test_the_public_reaches_no_figure(edge: Edge) -> None:
    """On the shop's own ports there is no /metrics (O5)."""
    assert edge.get("/metrics").status_code == 404
    assert "edge_requests_total" not in edge.internal("GET", "/metrics").text


def test_the_end_of_the_certificate_is_told(edge: Edge) -> None:
    """The second that the certificate says, so an alert comes before shoppers are turned away (M1)."""
    authority = edge.tls.get_ca_certs()[0]

    told = edge.metrics()["edge_certificate_expiry_seconds"]
    assert abs(told - ssl.cert_time_to_seconds(str(authority["notAfter"]))) <= 1
