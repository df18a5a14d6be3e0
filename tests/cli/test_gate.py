"""The gate before a running stack is changed (O1): what it looks at, what stops it, and that it is never a dead end."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import ansible, kubectl, paths
from cli.errors import Failure
from cli.facts import Facts
from cli.phases import bring_up, gate


class Cluster:
    """What runs, by kind; `looked` counts the preflights, `verdict` is what the next one comes to."""

    def __init__(self) -> None:
        self.images: list[str] = []
        self.silent = False
        self.looked = 0
        self.verdict: str | None = "ok"

    def get(self, _facts: Facts, kind: str) -> list[dict[str, Any]]:
        if self.silent:
            raise Failure("the cluster does not answer for deployments")
        if kind.startswith("clusters"):
            return [{"spec": {"imageName": "postgres:1"}}]
        return [{"spec": {"template": {"spec": {"containers": [{"image": image}]}}}} for image in self.images]

    def play(self, _playbook: str, _facts: Facts, _log: str) -> None:
        self.looked += 1
        if self.verdict is not None:
            check = {"status": self.verdict, "where": "images", "what": "seen", "then": "pods", "fix": "make images"}
            paths.PREFLIGHT_REPORT.parent.mkdir(parents=True, exist_ok=True)
            paths.PREFLIGHT_REPORT.write_text(json.dumps({"verdict": self.verdict, "checks": [check]}))
        if self.verdict in ("stop", None):
            raise Failure("playbook preflight failed")


@pytest.fixture
def cluster(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A cluster and a playbook of the test's own, and the images of this checkout."""
    made = Cluster()
    monkeypatch.setattr(kubectl, "get", made.get)
    monkeypatch.setattr(ansible, "play", made.play)
    paths.IMAGES.parent.mkdir(parents=True, exist_ok=True)
    paths.IMAGES.write_text(json.dumps({"app": "app:2", "postgres": "postgres:1"}))
    return made


@pytest.mark.parametrize(
    ("images", "silent", "said"),
    [
        ([], False, "nothing runs yet"),
        (["app:2"], False, "what runs is this release already"),
        (["app:1"], True, "going on: the cluster does not answer"),
    ],
)
def test_it_costs_nothing_where_there_is_nothing_to_look_at(
    cluster: Cluster, facts: Facts, images: list[str], silent: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first `make up`, a repeated one, and the repair of a cluster that is down: one line, no playbook (O1)."""
    cluster.images, cluster.silent = images, silent
    gate.before_a_change(facts)
    out = capsys.readouterr().out
    assert said in out
    assert len(out.splitlines()) == 1
    assert cluster.looked == 0


@pytest.mark.parametrize("verdict", ["ok", "warn"])
def test_another_release_is_looked_at_and_warnings_let_it_pass(
    cluster: Cluster, facts: Facts, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is on the screen, with what would happen and the fix for what is not well (O1)."""
    cluster.images, cluster.verdict = ["app:1"], verdict
    gate.before_a_change(facts)
    assert cluster.looked == 1
    out = capsys.readouterr().out
    assert f"{verdict:4}  images  seen" in out
    assert ("fix:  make images" in out) is (verdict == "warn")


def test_a_stop_ends_the_run_and_says_how_to_go_on(cluster: Cluster, facts: Facts) -> None:
    """Nothing was changed, and FORCE=1 is named (O1)."""
    cluster.images, cluster.verdict = ["app:1"], "stop"
    with pytest.raises(Failure, match="stops this deploy") as stopped:
        gate.before_a_change(facts)
    assert "FORCE=1" in stopped.value.fix


def test_a_gate_that_breaks_is_no_dead_end(cluster: Cluster, facts: Facts, capsys: pytest.CaptureFixture[str]) -> None:
    """A playbook without a verdict warns, also where an earlier run had left a stop (O1)."""
    cluster.images, cluster.verdict = ["app:1"], None
    paths.PREFLIGHT_REPORT.parent.mkdir(parents=True, exist_ok=True)
    paths.PREFLIGHT_REPORT.write_text(json.dumps({"verdict": "stop", "checks": []}))
    gate.before_a_change(facts)
    assert "came to no verdict, going on" in capsys.readouterr().out


def test_it_stands_after_the_images_and_before_anything_in_the_cluster_changes(cluster: Cluster, facts: Facts) -> None:
    """It needs the images' names, and the add-ons are the first change (O1)."""
    keys = [phase.key for phase in bring_up.PHASES]
    assert keys.index("images") + 1 == keys.index("gate") == keys.index("addons") - 1
    assert keys.index("gate") < keys.index("pulumi")


def test_it_is_left_out_when_asked_for(cluster: Cluster, facts: Facts, capsys: pytest.CaptureFixture[str]) -> None:
    """--skip-preflight looks at nothing (O1)."""
    cluster.images, cluster.verdict = ["app:1"], "stop"
    [phase] = [phase for phase in bring_up.PHASES if phase.key == "gate"]
    phase.work(bring_up.Run("local", preflight=False, _facts=facts))
    assert cluster.looked == 0
    assert "skipped, as asked for" in capsys.readouterr().out
    with pytest.raises(Failure):
        phase.work(bring_up.Run("local", _facts=facts))
