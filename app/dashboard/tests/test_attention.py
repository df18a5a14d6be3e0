"""What the dashboard says of how things stand, in every state they may be in (M6)."""

import re
import time
from functools import partial

import pytest

from dashboard.pages import PAGES
from dashboard.panels import PANELS
from monitoring.found import Look
from monitoring.models import Kind
from monitoring.services.record import record
from testing.prometheus import firing

FINE = {
    "5xx": {"": lambda at: 0},
    "edge_request_seconds": {"": lambda at: 0.05},
    "redis_keyspace": {"": lambda at: 99},
    "": {"": lambda at: 0},
}


def path(name):
    """Of a page."""
    return "/ops/" if name == "overview" else f"/ops/{name}/"


def fine_but(lines):
    """All is fine, but these; the first pattern that fits a question answers it."""
    return lines | {pattern: each for pattern, each in FINE.items() if pattern not in lines}


@pytest.mark.parametrize("name", PAGES)
def test_all_is_well_is_said_only_when_all_is_known_to_be(staff, prometheus, name):
    """With every figure within its limits it is said; without any nothing is, and nothing is well (M6)."""
    prometheus.lines = FINE
    fine = staff.get(path(name), {"range": "10m"}).text
    prometheus.lines = {}
    empty = staff.get(path(name), {"range": "1h"}).text

    assert "All is well<" in fine
    assert "Needs attention" not in fine
    assert "Nothing is known" in empty
    assert "All is well<" not in empty


def test_what_was_not_answered_is_not_said_to_be_nothing(staff, prometheus):
    """Without alerts all is well as far as is known; without its series nobody claims that nothing changed (M6)."""
    prometheus.lines, prometheus.refuses = FINE, "/alerts"
    data, text = staff.get("/ops/api/overview.json").json(), staff.get("/ops/").text

    assert (data["missing"], data["prometheus"], data["state"]) == (["alerts"], "ok", "ok")
    assert "All is well, as far as is known" in text
    assert "Alerts could not be asked for." in text

    prometheus.refuses = "shop_release_info"
    data, text = (staff.get(each, {"range": "1h"}) for each in ("/ops/api/overview.json", "/ops/"))

    assert data.json()["missing"] == ["changes"]
    assert "Not known: Prometheus has not said" in text.text
    assert "No deploy, no scaling" not in text.text


@pytest.mark.parametrize("refused", ["/api/v1/", "query_range"])
def test_a_prometheus_that_refuses_everything_leaves_what_else_is_known(staff, prometheus, settled, refused):
    """The reason is said once, and the queues and the monitors' tables stand below it (M6, Q6)."""
    prometheus.refuses = refused
    record(Kind.REDIS, Look(data={"servers": {"broker": {"connected_clients": 12}}}))
    settled()

    text = staff.get("/ops/").text

    assert text.count("Prometheus answered 503") == 1
    assert "Without metrics: the monitors see nothing wrong" in text
    assert "Queues, from the broker" in text
    assert "Redis: what the monitor saw last" in text


def test_the_overview_says_what_shoppers_notice_and_since_when(staff, prometheus):
    """Errors come before times, both before the rest; the first moment beyond a limit is named (M6, T)."""
    began = time.time() - 240
    prometheus.lines = fine_but({"5xx": {"": lambda at: 2.4 if at >= began else 0}})
    data = staff.get("/ops/api/overview.json", {"range": "10m"}).json()
    panel = next(panel for panel in data["panels"] if panel["key"] == "edge_errors")
    text = staff.get("/ops/", {"range": "10m"}).text

    assert f"Shoppers get errors: 2.4 % of all answers fail, since {panel['since'][11:16]}" in text
    assert panel["state"] == "warn"
    assert abs(time.mktime(time.strptime(panel["since"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone - began) <= 30

    prometheus.lines = fine_but({"0.99, .*edge_request_seconds": {"": lambda at: 1.5}})
    assert "one in a hundred waits longer than 1.5 s" in staff.get("/ops/", {"range": "1h"}).text

    prometheus.lines = fine_but({"celery_queue_ready": {"queue=media": lambda at: 20_000}})
    text = staff.get("/ops/", {"range": "6h"}).text
    assert "Shoppers are served. Critical: Tasks that wait, 20 k" in text
    assert "1 figure is beyond its limit since before" in text
    assert "Critical: Tasks that wait, 20 k" in staff.get("/ops/celery/", {"range": "6h"}).text


def test_figures_that_not_every_deployment_has_are_not_missed(staff, prometheus):
    """On a team's cluster nobody may ask the node: all can be well there, too (M6)."""
    prometheus.lines, prometheus.refuses = FINE, "container_cpu_usage"

    assert "All is well<" in staff.get("/ops/system/").text


def test_the_overview_says_how_much_of_the_allowed_errors_is_used(staff, prometheus, settings):
    """In three days, against what this deployment promises; all of it is a warning (T, M6)."""
    settings.MONITOR_THRESHOLDS = {**settings.MONITOR_THRESHOLDS, "promised_error_percent": (0.5, 5)}
    prometheus.lines = fine_but({r"^100 \* 100 \* edge:failures:ratio_rate3d / 0.5$": {"": lambda at: 131}})

    panels = {panel["key"]: panel for panel in staff.get("/ops/api/overview.json").json()["panels"]}

    assert (panels["edge_budget"]["state"], panels["edge_budget"]["series"][0]["last"]) == ("warn", 131)
    assert "Shoppers are served. Warning: Allowed errors used, 3 days, 131 %" in staff.get("/ops/").text


def test_an_alert_leads_to_its_figures_and_to_its_runbook(staff, prometheus, settings):
    """One click to the chart, one to what to do; on other pages it is only counted (M6)."""
    settings.ALERT_RUNBOOK_URL = "https://docs.example.com/runbooks/"
    prometheus.lines = FINE
    prometheus.alerts = [firing("ReplicaLags", summary="44 s behind", runbook="docs/runbooks/database-replication.md")]

    overview, database, redis = (staff.get(path(name)).text for name in ("overview", "database", "redis"))

    for text in (overview, database):
        assert 'href="/ops/database/?range=10m#db_lag"' in text
        assert 'href="https://docs.example.com/runbooks/database-replication.md"' in text
    assert 'id="db_lag"' in database
    assert "44 s behind" not in redis
    assert "All is well<" in redis
    assert "one alert or finding is open" in redis
    one = staff.get("/ops/api/redis.json").json()["open"][0]
    assert (one["page"], one["panel"]) == ("database", "db_lag")


def test_what_fires_because_all_is_well_is_nobody_s_trouble(staff, prometheus):
    """MonitorsLook tells Alertmanager that the monitors look (M5, M6)."""
    prometheus.lines = FINE
    prometheus.alerts = [firing("MonitorsLook", severity="none", summary="The app's redis monitor looks")]

    assert "monitor looks" not in staff.get("/ops/").text
    assert staff.get("/ops/api/overview.json").json()["open"] == []


def test_many_alerts_are_counted_and_one_without_a_runbook_claims_none(staff, prometheus):
    """Three hundred are not twelve, and a question mark is nothing to do (M6)."""
    prometheus.lines = FINE
    prometheus.alerts = [firing(f"Alert{n}", summary=f"Number {n}") for n in range(300)]

    data, text = staff.get("/ops/api/overview.json").json(), staff.get("/ops/").text

    assert (data["open_count"], len(data["open"])) == (300, 12)
    assert "300 alerts and findings are open" in text
    assert "and 288 more" in text
    assert "what to do" not in text.lower()


def test_lines_that_are_not_shown_are_counted(staff, prometheus):
    """A chart has eight lines at most and says so; the table of parts has them all (M6)."""
    parts = {f"component=part-{n}": partial(lambda number, at: number, n) for n in range(13)}
    prometheus.lines = fine_but({"^sum by .component. .up": parts, "shop_container_memory": parts})
    panels = {panel["key"]: panel for panel in staff.get("/ops/api/system.json").json()["panels"]}

    assert (panels["system_memory"]["lines"], len(panels["system_memory"]["series"])) == (13, 8)
    assert len(panels["system_up"]["series"]) == 13
    assert "The 8 highest of 13." in staff.get("/ops/system/").text


def test_limits_are_said_in_words(staff, prometheus):
    """A line without a word would be for those who know it already (M6)."""
    prometheus.lines = FINE
    text = staff.get("/ops/database/").text

    assert "Warning from 80 %" in text
    assert "Critical from 95 %" in text


def test_a_day_names_its_days(staff, prometheus):
    """`20:27 to 20:27` would be no time at all (M6)."""
    prometheus.lines = FINE
    today, yesterday = (time.strftime("%d %b", time.gmtime(time.time() - ago)).lstrip("0") for ago in (0, 86_400))

    text = staff.get("/ops/edge/", {"range": "24h"}).text

    assert re.search(f"{yesterday}, ..:.. to {today}, ..:.., as of", text)


def test_every_judged_chart_names_a_limit_of_the_monitors(settings):
    """Limits have one home: no panel has a number of its own (M2, M3, M4, M6)."""
    judged = [panel for panel in PANELS.values() if panel.measure]

    assert len(judged) > 20
    for panel in judged:
        warn, bad = settings.MONITOR_THRESHOLDS[panel.measure]
        assert panel.warn == pytest.approx(warn * panel.scale)
        assert panel.bad == (None if bad is None else pytest.approx(bad * panel.scale))
        assert panel.bad is None or panel.below == (panel.bad < panel.warn)
