"""Every pod is seen by its own container's limits (M4)."""

import time

import pytest
from django_redis import get_redis_connection

from monitoring import cgroup
from monitoring.models import Finding, Kind, Snapshot
from monitoring.reports import FRESH_SECONDS, PODS, Reporter, read
from monitoring.watch import watch

VERSION_2 = {
    "cgroup.controllers": "cpu memory\n",
    "cpu.max": "50000 100000\n",
    "cpu.stat": "usage_usec 2500000\nnr_periods 100\nnr_throttled 30\nthrottled_usec 700000\n",
    "memory.current": "100000000\n",
    "memory.max": "120000000\n",
    "memory.stat": "anon 60000000\ninactive_file 20000000\n",
    "memory.events": "low 0\noom_kill 2\n",
}
VERSION_1 = {
    "cpuacct/cpuacct.usage": "2500000000\n",
    "cpu/cpu.cfs_quota_us": "50000\n",
    "cpu/cpu.cfs_period_us": "100000\n",
    "cpu/cpu.stat": "nr_periods 100\nnr_throttled 30\nthrottled_time 700000000\n",
    "memory/memory.usage_in_bytes": "100000000\n",
    "memory/memory.limit_in_bytes": "120000000\n",
    "memory/memory.stat": "total_inactive_file 20000000\n",
    "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
}
NET = """Inter-|   Receive                                                |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
  eth0: 100 1 0 0 0 0 0 0 40 1 0 0 0 0 0 0
"""


def written(folder, files):
    """The files of a control group."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("files", [VERSION_2, VERSION_1], ids=["version 2", "version 1"])
def test_both_versions_of_control_groups_say_the_same(tmp_path, files):
    """File caches that can be dropped are no use of memory; the loopback is no network."""
    (tmp_path / "net").write_text(NET)
    seen = cgroup.look(written(tmp_path / "group", files), tmp_path / "net")
    assert (seen.cpu_seconds, seen.cpu_limit, seen.throttled_seconds) == (2.5, 0.5, 0.7)
    assert (seen.periods, seen.throttled_periods, seen.oom_kills) == (100, 30, 2)
    assert (seen.memory_bytes, seen.memory_limit_bytes) == (80_000_000, 120_000_000)
    assert (seen.received_bytes, seen.sent_bytes) == (100, 40)


def test_what_has_no_limit_or_is_not_told_is_none(tmp_path):
    """Never 0, which would look like a measurement."""
    files = {**VERSION_2, "cpu.max": "max 100000\n", "memory.max": "max\n"}
    seen = cgroup.look(written(tmp_path, files), tmp_path / "absent")
    assert (seen.cpu_limit, seen.memory_limit_bytes, seen.received_bytes) == (None, None, None)
    assert cgroup.look(tmp_path / "absent", tmp_path / "absent").cpu_seconds is None


def test_this_container_burns_what_it_burns():
    """The real files: work makes the processor time grow."""
    before, until = cgroup.look().cpu_seconds, time.process_time() + 0.3
    if before is None:
        pytest.skip("the kernel shows this process no control group")
    while time.process_time() < until:
        pass
    assert cgroup.look().cpu_seconds - before > 0.2


def watched(monkeypatch, before, now):
    """Two reports of a pod, and the monitor's findings."""
    client, looks = get_redis_connection("long_term"), iter([before, now])
    monkeypatch.setattr("monitoring.reports.look", lambda: next(looks))
    times = iter([time.time() - 10, time.time(), *[time.time()] * 50])
    with monkeypatch.context() as patched:
        patched.setattr("monitoring.reports.time.time", lambda: next(times))
        reporter = Reporter(client)
        reporter.report()
        reporter.report()
    watch(Kind.SYSTEM)
    return {finding.key.rpartition(":")[2]: finding for finding in Finding.objects.filter(closed_at=None)}


def usage(**changed):
    """A container at rest."""
    rest = {
        "cpu_seconds": 10.0, "cpu_limit": 0.5, "throttled_seconds": 0.0, "periods": 100, "throttled_periods": 0,
        "memory_bytes": 10, "memory_limit_bytes": 100, "oom_kills": 0, "disk_bytes": 10, "disk_limit_bytes": 100,
        "received_bytes": 0, "sent_bytes": 0,
    }  # fmt: skip
    return cgroup.Usage(**{**rest, **changed})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "key", "level"),
    [
        ({"cpu_seconds": 14.5}, "cpu_percent", "warning"),
        ({"periods": 200, "throttled_periods": 60}, "throttled_percent", "warning"),
        ({"memory_bytes": 96}, "memory_percent", "critical"),
        ({"disk_bytes": 85}, "disk_percent", "warning"),
        ({"oom_kills": 1}, "oom", "critical"),
    ],
)
def test_what_is_near_its_limit_is_found_and_is_over_at_rest(monkeypatch, changed, key, level):
    """Shares of the container's limits between two reports of the pod."""
    found = watched(monkeypatch, usage(), usage(**changed))
    assert {key: one.level for key, one in found.items()} == {key: level}
    assert found[key].runbook.startswith("container-")
    assert watched(monkeypatch, usage(), usage()) == {}


@pytest.mark.django_db
def test_a_real_report_is_read_and_a_silent_pod_is_forgotten():
    """Written by the pod itself, with a client of its own; too old, it goes."""
    Reporter().report()
    (report,) = read()
    assert report.now["disk_limit_bytes"] > 0
    watch(Kind.SYSTEM)
    assert list(Snapshot.objects.get(kind=Kind.SYSTEM).data["pods"]) == [report.pod]
    client = get_redis_connection("long_term")
    client.hset(PODS, report.pod, client.hget(PODS, report.pod).replace(b'"at": ', b'"at": -'))
    assert read() == []
    assert client.hlen(PODS) == 0
    assert FRESH_SECONDS > 0
