"""What Prometheus cannot see any more (M1, M5)."""

from __future__ import annotations

from tests.drills.support.trouble import Watcher, stopped

ALERTS = ("TargetDown", "NoTargets")


def test_a_part_that_is_away_is_told_and_forgotten_when_it_is_back(watcher: Watcher) -> None:
    """Without the exporter its targets are gone: pending, then firing with a page to read, then nothing (M3, M5)."""
    watcher.quiet(*ALERTS)
    with stopped(watcher.kube, "deployment/redis-exporter"):
        watcher.fires("TargetDown")
    watcher.clears(*ALERTS)

    assert any("redis" in one["annotations"]["summary"] for one in watcher.said["TargetDown"]), watcher.said
