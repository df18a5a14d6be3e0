"""What is left unsaid while its cause is said, and by whom what two see is said (M5)."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.topology.stack import ROOT, write_stack
from topology import load
from topology.render.inhibitions import inhibitions
from topology.render.prometheus_rules import alerts, rule_files


def test_every_inhibition_is_about_alerts_there_are(tmp_path: Path) -> None:
    """A name that is misspelt would silence nothing, and nobody would know (M5)."""
    topology = load(write_stack(tmp_path))
    matchers = [m for rule in inhibitions(topology) for m in (*rule["source_matchers"], *rule["target_matchers"])]
    named = {name for m in matchers if m.startswith("alertname") for name in m.split('"')[1].split("|")}

    assert len(named) > 10
    assert named - set(alerts(topology)) == set()


def test_an_inhibition_compares_only_labels_that_are_there(tmp_path: Path) -> None:
    """Two alerts without a label count as equal in it: without a matcher one alert would silence all others (M5)."""
    for rule in inhibitions(load(write_stack(tmp_path))):
        for label in rule.get("equal", ()):
            matchers = (*rule["source_matchers"], *rule["target_matchers"])
            assert label == "alertname" or f'{label}=~".+"' in matchers, rule


def test_a_monitor_is_silent_after_more_than_two_of_its_pauses(tmp_path: Path) -> None:
    """So that one late look hands nothing over (M5)."""
    source = (ROOT / "app" / "config" / "settings" / "celery.py").read_text()
    pause = r'"monitoring\.tasks\.watch_(\w+)", timedelta\((\w+)=(\d+)\)'
    pauses = {kind: int(n) * {"seconds": 1, "minutes": 60}[unit] for kind, unit, n in re.findall(pause, source)}
    groups = yaml.safe_load(rule_files(load(write_stack(tmp_path)))["monitors.yml"])["groups"]
    looks = [rule for group in groups for rule in group["rules"] if rule.get("alert") == "MonitorsLook"]
    silences = {r["labels"]["also"]: 60 * int(re.findall(r"\[(\d+)m\]", r["expr"])[0]) for r in looks}

    assert set(pauses) == set(silences) == {"system", "redis", "database", "application"}
    assert all(silences[kind] > 2 * pauses[kind] for kind in pauses), (silences, pauses)


def test_a_team_s_alertmanager_gets_no_alert_that_always_fires(tmp_path: Path) -> None:
    """It has other routes: whatever fires there calls somebody (M5)."""
    theirs = alerts(load(write_stack(tmp_path, monitoring={"mode": "external"})))

    assert {rule["labels"]["severity"] for rule in theirs.values()} == {"critical", "warning"}
    assert "MonitorsSilent" in theirs
