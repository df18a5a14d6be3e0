"""The staff's dashboard, asked over HTTP while a Prometheus answers over HTTP (M6)."""

import math
import time

import pytest

from dashboard.pages import PAGES
from dashboard.spans import SPANS
from testing.prometheus import PrometheusServer, firing


def level(value):
    """A line that stays where it is."""
    return lambda at: value


@pytest.fixture
def busy(prometheus: PrometheusServer) -> PrometheusServer:
    """A stack in which something is wrong."""
    now = time.time()
    prometheus.lines = {
        r"^sum\(rate\(edge_requests_total\[": {"": level(120)},
        r"quantile\(0.95, .*edge_request_seconds": {"": level(0.31)},
        "cnpg_backends_total": {"instance=postgres-1": level(84), "instance=postgres-2": level(12)},
        "shop_release_info": {
            "release=2026.11.24": level(2),
            "release=2026.11.25": lambda at: 2 if at > now - 300 else None,
        },
        "celery_queue_replicas": {"queue=media": lambda at: 3 if at < now - 240 else 5},
        "in_recovery == bool 0": {
            "instance=postgres-1": lambda at: 1 if at < now - 120 else 0,
            "instance=postgres-2": lambda at: 0 if at < now - 120 else 1,
        },
        "celery_queue_ready": {"queue=<b>media</b>": level(12_345)},
    }
    prometheus.alerts = [
        firing("EdgeFails", severity="critical", summary="5 % of answers failed", runbook="docs/runbooks/edge-fails.md")
    ]
    return prometheus


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("span", SPANS)
def test_staff_see_every_page_and_every_span(staff, busy, name, span):
    """Overview and the six areas, for ten minutes and longer, as a page and as JSON (M6)."""
    path = "/ops/" if name == "overview" else f"/ops/{name}/"

    page = staff.get(path, {"range": span})
    data = staff.get(f"/ops/api/{name}.json", {"range": span}).json()

    assert page.status_code == 200
    assert f"<h1>{PAGES[name].title}</h1>" in page.text
    assert (data["page"], data["range"], data["prometheus"]) == (name, span, "ok")
    assert [panel["key"] for panel in data["panels"]] == list(PAGES[name].keys)
    assert all(len(line["values"]) == SPANS[span].points for panel in data["panels"] for line in panel["series"])
    assert staff.get(path, {"range": span, "format": "json"}).json()["panels"] == data["panels"]


def test_figures_are_judged(staff, busy):
    """A P95 above 200 ms is a warning, 84 % of the connections too; what is well is said to be well (M6)."""
    panels = {panel["key"]: panel for panel in staff.get("/ops/api/overview.json").json()["panels"]}

    assert (panels["edge_p95"]["state"], panels["edge_p95"]["series"][0]["last"]) == ("warn", 0.31)
    assert panels["db_connections"]["state"] == "warn"
    assert panels["celery_ready"]["state"] == "bad"
    assert panels["edge_errors"]["state"] == "unknown"
    assert panels["edge_total"]["state"] is None


def test_the_page_says_what_changed_and_what_is_open(staff, busy):
    """Deploy, scaling and failover with their times; alerts with their age and where to read what to do (M6)."""
    data = staff.get("/ops/api/overview.json").json()
    text = staff.get("/ops/").text

    assert {change["kind"]: change["what"] for change in data["changes"]} == {
        "deploy": "Release 2026.11.25 began to run",
        "scaling": "Workers of media: 3 → 5",
        "failover": "The primary moved from postgres-1 to postgres-2",
    }
    assert (data["state"], data["open"][0]["what"]) == ("bad", "5 % of answers failed")
    for words in (
        "Release 2026.11.25 began to run",
        "5 % of answers failed",
        "docs/runbooks/edge-fails.md",
        "10\xa0minutes",
    ):
        assert words in text


def test_names_from_metrics_are_text(staff, busy):
    """A label is never markup, neither in the chart nor beside it (M6, O5)."""
    text = staff.get("/ops/celery/").text

    assert "&lt;b&gt;media&lt;/b&gt;" in text
    assert "<b>media" not in text


def test_pages_need_no_inline_code(staff, busy):
    """The policy forbids inline styles and scripts; charts have neither (M6, O5)."""
    for name in PAGES:
        text = staff.get("/ops/" if name == "overview" else f"/ops/{name}/").text
        assert " style=" not in text
        assert "<style" not in text
        assert "<script>" not in text


def test_numbers_that_are_none_are_gaps(staff, prometheus):
    """NaN and infinities, of which PromQL divides many, are null in JSON and a gap in the chart (M6)."""
    prometheus.lines = {"edge_request_seconds": {"": lambda at: ("NaN", "+Inf", 0.1)[int(at / 15) % 3]}}

    panel = next(p for p in staff.get("/ops/api/edge.json").json()["panels"] if p["key"] == "edge_p95")

    assert set(panel["series"][0]["values"]) == {None, 0.1}
    assert not any(
        isinstance(panel["series"][0][name], float) and math.isnan(panel["series"][0][name]) for name in ("min", "max")
    )
    assert "nan" not in staff.get("/ops/edge/").text.lower().replace("finance", "")
