#!/usr/bin/python
"""Remove what an embedded cluster leaves on a machine: processes, mounts, cgroups, files."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: leftovers
short_description: End an embedded cluster's processes and remove its mounts, cgroups and files
description:
  - Works on a cluster that runs, one that was stopped, and one that was killed. In check mode it only lists.
  - A process is the cluster's when its environment carries the marker, or when its root file system lies in one of the
    folders. Nothing else is ended.
options:
  marker: {type: str, required: true, description: "NAME=value in the environment of every process of the cluster."}
  folders:
    type: list
    elements: path
    required: true
    description: Folders of the cluster; mounts and container roots below them are the cluster's.
  strays:
    type: list
    elements: str
    required: true
    description: >-
      Patterns of files that programs leave outside the folders, at places that cannot be configured. A link is removed
      only if it points into one of the folders, a socket if nobody serves it, a folder if it is empty, a file if it
      names one of the folders.
  remove: {type: list, elements: path, required: true, description: "Folders and files to delete at the end."}
"""

MNT_DETACH = 2
KILL_SECONDS = 20.0


def root_of(pid: str) -> str:
    """Options of the file system a process sees as /; overlay names its layers there."""
    for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines():
        if line.split()[4] == "/":
            return line
    return ""


def processes(marker: str, folders: list[str]) -> list[int]:
    """List the cluster's processes, supervisord first so that it restarts nothing."""
    found = []
    for pid in (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            ours = marker.encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            ours = ours or any(f"{folder}/" in root_of(pid) for folder in folders)
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError, OSError):
            continue
        if ours and command and int(pid) != os.getpid():
            found.append((b"supervisord" not in command, int(pid)))
    return [pid for _, pid in sorted(found)]


def end_processes(marker: str, folders: list[str]) -> None:
    """Kill them until none is left. Raises TimeoutError naming the ones that stay."""
    deadline = time.monotonic() + KILL_SECONDS
    while left := processes(marker, folders):
        if time.monotonic() > deadline:
            raise TimeoutError(f"processes {left} do not end after {KILL_SECONDS:.0f} s of SIGKILL")
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.1)


def mounts(folders: list[str]) -> list[str]:
    """List mount points below the folders, the newest and deepest first."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = [line.split()[4].encode().decode("unicode_escape") for line in lines]
    return [point for point in reversed(points) if any(point == f or point.startswith(f"{f}/") for f in folders)]


def unmount(point: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.umount2(point.encode(), MNT_DETACH) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"umount {point}: {os.strerror(error)}")


def cgroups() -> list[str]:
    """List the pod groups of cgroup v1 and v2 without a process, deepest first. Busy ones are somebody else's."""
    tops = [*Path("/sys/fs/cgroup").glob("*/kubepods"), Path("/sys/fs/cgroup/kubepods")]
    found = [Path(folder) for top in tops for folder, _, _ in os.walk(top, topdown=False)]
    busy = {folder for folder in found if (folder / "cgroup.procs").read_text().strip()}
    return [str(folder) for folder in found if not any(b == folder or folder in b.parents for b in busy)]


def strays(patterns: list[str], folders: list[str]) -> list[str]:
    """List files outside the folders that the cluster's programs left."""
    found = [path for pattern in patterns for path in sorted(Path("/").glob(pattern.removeprefix("/")))]
    return [str(path) for path in found if is_stray(path, folders)]


def is_stray(path: Path, folders: list[str]) -> bool:
    """Tell our own remains from what somebody else uses at the same place."""
    if path.is_symlink():
        return any(str(path.readlink()).startswith(f"{folder}/") for folder in folders)
    if path.is_socket():
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(path)) != 0
    if path.is_dir():
        return not any(path.iterdir())
    content = path.read_bytes()
    return any(f"{folder}/".encode() in content for folder in folders)


def remove_path(path: Path) -> None:
    """Remove a file, link or folder; one that is gone is fine. A mount made in between is not entered."""
    done = subprocess.run(
        ["/bin/rm", "-rf", "--one-file-system", "--", path], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise OSError(done.stderr.strip())


def remove_stray(path: Path) -> None:
    """Remove a stray file and the folders above that it leaves empty."""
    remove_path(path)
    for folder in path.parents:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def inspect(params: dict[str, Any]) -> dict[str, list[str]]:
    """List everything of the cluster that is on this machine."""
    return {
        "processes": [str(pid) for pid in processes(params["marker"], params["folders"])],
        "mounts": mounts(params["folders"]),
        "cgroups": cgroups(),
        "strays": strays(params["strays"], params["folders"]),
        "paths": [path for path in params["remove"] if os.path.lexists(path)],
    }


def remove(params: dict[str, Any]) -> None:
    """Remove it all. Every step works on what the steps before it left."""
    end_processes(params["marker"], params["folders"])
    while points := mounts(params["folders"]):
        unmount(points[0])
    for folder in cgroups():
        Path(folder).rmdir()
    for path in strays(params["strays"], params["folders"]):
        remove_stray(Path(path))
    for path in params["remove"]:
        remove_path(Path(path))


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "marker": {"type": "str", "required": True},
            "folders": {"type": "list", "elements": "path", "required": True},
            "strays": {"type": "list", "elements": "str", "required": True},
            "remove": {"type": "list", "elements": "path", "required": True},
        },
        supports_check_mode=True,
    )
    found = inspect(module.params)
    changed = any(found.values())
    if changed and not module.check_mode:
        try:
            remove(module.params)
        except (OSError, TimeoutError) as error:
            module.fail_json(msg=f"cleaning this machine: {error}. End or unmount it by hand, then run this again.")
    module.exit_json(changed=changed, found=found)


if __name__ == "__main__":
    main()
