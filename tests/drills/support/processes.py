"""SIGKILL to a container's first process, from the machine: inside its own namespace nobody can kill it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.infra.support.kube import Manifest

PROC = Path("/proc")
#: what holds a pod's namespaces open; killing it is another drill
SANDBOX = ("pause",)


def kill(pod: Manifest) -> int:
    """Kill the first process of a pod of one container, without a word to it or to Kubernetes.

    Returns:
        its process id on this machine.

    Raises:
        AssertionError: no such process is here. The pod runs on another machine, or has just ended.
    """
    name, uid = pod["metadata"]["name"], pod["metadata"]["uid"]
    found = [process for process in PROC.iterdir() if process.name.isdigit() and _is_first_of(process, uid)]
    assert found, f"no first process of {name} ({uid}) on this machine"
    (process,) = found
    os.kill(int(process.name), signal.SIGKILL)
    return int(process.name)


def _is_first_of(process: Path, uid: str) -> bool:
    """Whether a process is the first one of a container of the pod."""
    try:
        groups = (process / "cgroup").read_text().replace("_", "-")
        if uid not in groups:
            return False
        numbers = next(line for line in (process / "status").read_text().splitlines() if line.startswith("NSpid:"))
        program = Path((process / "cmdline").read_bytes().split(b"\0")[0].decode()).name
    except OSError:
        return False  # it has ended meanwhile
    return numbers.split()[-1] == "1" and program not in SANDBOX
