"""What the machine itself must be: system, user, disk, memory, kernel."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cli import paths
from cli.prerequisites import Lack

GIB = 1024**3

# Measured 2026-11 after a cold build: Go's own caches 12.5 GiB, image layers and archives 5.2, tools and Python 1.2.
COLD_CACHE_GIB = 20
WARM_CACHE_GIB = 2
CLUSTER_GIB = 5
# Control plane, add-ons and every pod of the local stack took 4 GiB; builds run before them.
MEMORY_GIB = 6

CLUSTER_HOME = Path("/var/lib")
KERNEL_FILES = {
    "overlay": "containers' file systems",
    "bridge": "the pod network",
    "veth": "the pod network",
}


def system(release: Path = Path("/etc/os-release")) -> Iterator[Lack]:
    """Debian or a descendant: packages come from apt."""
    text = release.read_text(encoding="utf-8") if release.is_file() else ""
    family = [line for line in text.splitlines() if line.startswith(("ID=", "ID_LIKE="))]
    if not any("debian" in line for line in family) or not shutil.which("apt-get"):
        yield Lack(
            "a Debian system with apt",
            "containerd, buildah and the network tools are taken from its packages",
            "run on Debian 12 or newer, or name a kubeconfig in the stack file",
        )


def user(uid: int | None = None) -> Iterator[Lack]:
    """Root, which a cluster on this machine needs."""
    if (os.geteuid() if uid is None else uid) != 0:
        yield Lack(
            "root",
            "the embedded cluster makes mounts, network bridges and packet-filter rules",
            "sudo make up, or name a kubeconfig in the stack file to use a cluster you have",
        )


def disk(embedded: bool) -> Iterator[Lack]:
    """Room in the cache, and in /var/lib when the cluster lives on this machine."""
    tools = paths.cache() / "tools"
    warm = tools.is_dir() and any(tools.iterdir())
    wanted = [(paths.cache(), WARM_CACHE_GIB if warm else COLD_CACHE_GIB, "built tools and image layers")]
    if embedded:
        wanted.append((CLUSTER_HOME, CLUSTER_GIB, "the cluster's images and volumes"))
    for place, gib, purpose in wanted:
        yield from room(place, gib, purpose)


def room(place: Path, gib: float, purpose: str, free: int | None = None) -> Iterator[Lack]:
    """`gib` GiB free on the file system that holds (or will hold) `place`."""
    there = next(parent for parent in (place, *place.parents) if parent.exists())
    have = (shutil.disk_usage(there).free if free is None else free) / GIB
    if have < gib:
        yield Lack(
            f"{gib:g} GiB of free disk for {place} ({have:.1f} GiB are free)",
            f"{purpose} go there",
            "free some, or set XDG_CACHE_HOME to a roomier place" if purpose.startswith("built") else "free some",
        )


def memory(meminfo: Path = Path("/proc/meminfo")) -> Iterator[Lack]:
    """Memory for the cluster and everything in it."""
    values = {line.split(":")[0]: int(line.split()[1]) for line in meminfo.read_text(encoding="utf-8").splitlines()}
    total = values["MemTotal"] * 1024 / GIB
    if total < MEMORY_GIB:
        yield Lack(
            f"{MEMORY_GIB} GiB of memory ({total:.1f} GiB are there)",
            "the cluster, Postgres, Redis, web replicas and workers run at the same time",
            "use a larger machine, or name a kubeconfig in the stack file",
        )


def kernel(modules: Path | None = None) -> Iterator[Lack]:
    """Kernel features pods need, built in or loadable."""
    filesystems = Path("/proc/filesystems").read_text(encoding="utf-8")
    folder = modules or Path("/lib/modules") / os.uname().release
    builtin = folder / "modules.builtin"
    known = builtin.read_text(encoding="utf-8") if builtin.is_file() else ""
    for name, purpose in KERNEL_FILES.items():
        there = name in filesystems or f"/{name}.ko" in known or (Path("/sys/module") / name).is_dir()
        if not there and folder.is_dir() and not any(folder.rglob(f"{name}.ko*")):
            yield Lack(f"the kernel feature {name}", f"{purpose} need it", f"modprobe {name}, or use another kernel")
    if not (Path("/sys/fs/cgroup") / "cgroup.controllers").exists() and not Path("/sys/fs/cgroup/memory").is_dir():
        yield Lack(
            "control groups at /sys/fs/cgroup",
            "containers' limits are held by them",
            "mount -t cgroup2 none /sys/fs/cgroup",
        )
