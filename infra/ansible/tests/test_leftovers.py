"""Module leftovers: ends and removes the cluster's own things and nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import leftovers


def test_only_marked_processes_are_the_clusters(tmp_path: Path) -> None:
    """A process without the marker is never listed, whatever its name; a marked one is listed, and ended."""
    marker = f"RUSHHOUR_SUPERVISED={tmp_path}"
    command = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)", "supervisord"]
    ours = subprocess.Popen(command, env={**os.environ, "RUSHHOUR_SUPERVISED": str(tmp_path)}, stdout=subprocess.PIPE)
    other = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        for process in (ours, other):
            assert process.stdout is not None
            assert process.stdout.readline()  # it runs, and has its environment
        assert leftovers.processes(marker, [str(tmp_path)]) == [ours.pid]
        os.kill(ours.pid, 9)
        ours.wait(timeout=10)
        leftovers.end_processes(marker, [str(tmp_path)])
        assert other.poll() is None
    finally:
        for process in (ours, other):
            process.kill()
            process.wait(timeout=10)


def test_mounts_of_other_folders_are_not_listed() -> None:
    """A folder whose name begins the same is not below the cluster's folder."""
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    assert "/proc" in points
    assert leftovers.mounts(["/pro"]) == []
    assert "/proc" in leftovers.mounts(["/proc"])


def test_links_are_strays_only_when_they_point_to_the_cluster(tmp_path: Path) -> None:
    """A log link of another program in a shared folder stays, and so does its folder; an emptied folder goes."""
    shared, mine, alone = tmp_path / "shared", tmp_path / "mine", tmp_path / "top" / "alone"
    for folder in (shared, mine, alone):
        folder.mkdir(parents=True)
    (shared / "a.log").symlink_to(mine / "a")
    (shared / "b.log").symlink_to("/elsewhere/b")
    (alone / "c.log").symlink_to(mine / "c")
    found = leftovers.strays([f"{shared}/*.log", f"{alone}/*.log"], [str(mine)])
    assert sorted(found) == sorted([f"{shared}/a.log", f"{alone}/c.log"])
    for path in found:
        leftovers.remove_stray(Path(path))
    assert [path.name for path in shared.iterdir()] == ["b.log"]
    assert not (tmp_path / "top").exists()


def test_sockets_are_strays_only_when_nobody_serves_them(tmp_path: Path) -> None:
    """The socket of a process that lives is somebody's; so is a full folder, or a file about something else."""
    with socket.socket(socket.AF_UNIX) as served, socket.socket(socket.AF_UNIX) as left:
        served.bind(str(tmp_path / "served"))
        served.listen()
        left.bind(str(tmp_path / "left"))
        (tmp_path / "empty").mkdir()
        (tmp_path / "full" / "inside").mkdir(parents=True)
        (tmp_path / "ours").write_text('{"netns": "/run/mine/netns/1"}')
        (tmp_path / "theirs").write_text('{"netns": "/run/mine2/netns/1"}')
        found = leftovers.strays([f"{tmp_path}/*"], ["/run/mine"])
        assert [Path(path).name for path in found] == ["empty", "left", "ours"]
