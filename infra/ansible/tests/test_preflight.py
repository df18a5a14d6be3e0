"""The preflight's judgement (O1): faults of the old state warn, faults of the new release stop."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from judge import report
from preflight_seen import Seen, finding, release, said, well


@pytest.fixture
def seen() -> Seen:
    """Well, and a release without a danger."""
    return well()


def not_well(seen: Seen) -> list[tuple[str, str]]:
    return [(check.status, check.where) for check in report.checks(seen) if check.status != "ok"]


def test_a_stack_that_is_well_and_a_harmless_release_pass(seen: Seen) -> None:
    """Every part is told, and nothing stands against the deploy (O1)."""
    found = report.checks(seen)
    assert report.verdict(found) == "ok", report.as_text(found)
    names = {"node one", "memory of node one", "disk of node one", "workloads", "primary", "Postgres", "replication"}
    names |= {"WAL archive", "base backup", "certificates", "images", "release abc, static", "release abc, migrations"}
    assert {check.where for check in found} == names


OLD = {
    "workloads": (said({"items": [{"metadata": {"name": "web"}, "status": {"readyReplicas": 1}}]}), "web"),
    "health": (said({"checks": [{"check": "broker", "state": "failed", "detail": "gone"}]}, 1), "broker"),
    "replicas": (said("0|0"), "replication"),
    "certificates": (said({"edge": -1}), "certificate edge"),
    "postgres": (said({"status": {"readyInstances": 1, "phase": "Failing over"}}), "Postgres"),
}


@pytest.mark.parametrize("part", OLD)
def test_a_fault_of_what_runs_is_a_warning(seen: Seen, part: str) -> None:
    """The deploy may be the repair (O1)."""
    seen[part], where = OLD[part]
    assert ("warn", where) in not_well(seen)
    assert report.verdict(report.checks(seen)) == "warn"


def test_lag_and_an_old_backup_are_told_with_their_size(seen: Seen) -> None:
    """Bytes and hours against the limits (O1)."""
    seen["replicas"] = said("1|5000")
    seen["limits"]["backup_hours"] = 2
    assert not_well(seen) == [("warn", "replication"), ("warn", "base backup")]


@pytest.mark.parametrize("part", ["nodes", "workloads", "health", "postgres", "replicas", "certificates", "images"])
def test_what_does_not_answer_is_said_and_stops_nothing(seen: Seen, part: str) -> None:
    """Also where half of the cluster is gone the deploy can repair it (O1)."""
    seen[part] = said("", 1, "Unable to connect to the server")
    unknown = [check for check in report.checks(seen) if "could not be checked" in check.what]
    assert [check.status for check in unknown] == ["warn"]
    assert "Unable to connect" in unknown[0].what


def test_a_danger_of_the_new_migrations_stops(seen: Seen) -> None:
    """With what would happen and how to fix it; accepted it warns, on a small table it is told (O1)."""
    seen["release"] = release(["default: shop.0002_more"], [finding("stop")])
    [stop] = [check for check in report.checks(seen) if check.status == "stop"]
    assert stop.where == "shop.0002_more on default"
    assert (stop.then, "accepted_dangers" in stop.fix, "900000 rows" in stop.what) == ("queries wait", True, True)
    seen["release"] = release([], [finding("accepted"), finding("ok")])
    assert not_well(seen) == [("warn", "shop.0002_more on default")]


def test_files_and_images_that_are_missing_stop(seen: Seen) -> None:
    """Of the release, not of what runs (O1)."""
    seen["release"] = release([], [], static="failed")
    assert not_well(seen) == [("stop", "release abc, static")]
    seen["images"] = said("app\nedge\n")
    assert ("stop", "images") in not_well(seen)
    waiting = {"state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}}
    seen["pod"] = said({"status": {"phase": "Pending", "containerStatuses": [waiting]}})
    assert ("stop", "release abc") in not_well(seen)


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("release", said("Unknown command: 'check_migrations'")),
        ("release", release([], [], problem="OperationalError: connection refused")),
        ("started", said("", 1, "exceeded quota")),
        ("manifest", said("", 1, "no migration Job was ever made")),
    ],
)
def test_a_release_that_cannot_judge_itself_is_a_warning(seen: Seen, part: str, answer: Seen) -> None:
    """An older release without the command, a database that is away: said, and the deploy goes on (O1)."""
    seen[part] = answer
    found = report.checks(seen)
    assert report.verdict(found) == "warn"
    assert any("could not be checked" in check.what for check in found)


def test_a_marker_without_a_reason_stops(seen: Seen) -> None:
    """It would let a danger through that nobody has thought of (O1)."""
    seen["release"] = release(["default: a"], [], problem="BadMarker: shop.0002 holds 'table-scan': ''")
    assert not_well(seen) == [("stop", "release abc, migrations")]


def test_where_nobody_is_served_only_what_cannot_succeed_stops(seen: Seen) -> None:
    """A long lock holds nobody up there; an image that is missing keeps the repair from starting (O1)."""
    seen["workloads"] = said({"items": [{"metadata": {"name": "web"}, "status": {}}]})
    seen["release"] = release([], [finding("stop")])
    eased = [check for check in report.checks(seen) if "serves nobody" in check.then]
    assert [(check.status, check.where) for check in eased] == [("warn", "shop.0002_more on default")]
    seen["images"] = said("app")
    assert report.verdict(report.checks(seen)) == "stop"


def test_nodes_stop_it_only_where_none_can_take_a_pod(seen: Seen) -> None:
    """One bad node among good ones warns, and little free memory does (O1)."""
    nodes = json.loads(seen["nodes"]["stdout"])
    bad = deepcopy(nodes["items"][0])
    bad["metadata"]["name"], bad["status"]["conditions"][1]["status"] = "two", "True"
    seen["nodes"] = said({"items": [*nodes["items"], bad]})
    assert not_well(seen) == [("warn", "node two")]
    seen["nodes"] = said({"items": [bad]})
    assert not_well(seen) == [("stop", "node two")]
    stats = json.loads(seen["stats"][0]["stdout"])
    stats["node"]["memory"] = {"availableBytes": 10, "workingSetBytes": 90}
    seen["stats"] = [said(stats)]
    assert ("warn", "memory of node one") in not_well(seen)
