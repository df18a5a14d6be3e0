"""What this container uses and may use: the files of Linux' control groups, and the disk and network of its pod.

psutil and /proc/meminfo would show the machine's figures, of which the container may have a small part. File formats:
https://docs.kernel.org/admin-guide/cgroup-v2.html, on older machines https://docs.kernel.org/admin-guide/cgroup-v1/.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path("/sys/fs/cgroup")
NET_DEV = Path("/proc/self/net/dev")
#: the pod's own emptyDir, the one place where the app may write
SCRATCH = Path("/tmp")  # noqa: S108
#: version 1 says "no limit" by the largest number of whole pages
NO_LIMIT_BYTES = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One look. What the kernel does not tell, or does not limit, is None."""

    cpu_seconds: float | None
    #: processors the container may use
    cpu_limit: float | None
    throttled_seconds: float | None
    periods: int | None
    throttled_periods: int | None
    #: bytes that cannot be had back by dropping file caches: what the out-of-memory killer looks at
    memory_bytes: int | None
    memory_limit_bytes: int | None
    oom_kills: int | None
    disk_bytes: int
    disk_limit_bytes: int
    received_bytes: int | None
    sent_bytes: int | None


def look(root: Path = ROOT, net: Path = NET_DEV, scratch: Path = SCRATCH) -> Usage:
    """Read everything now. A handful of small files; nothing is asked of another process."""
    disk = shutil.disk_usage(scratch)
    received, sent = _traffic(net)
    limits: dict[str, Any] = _version_2(root) if (root / "cgroup.controllers").exists() else _version_1(root)
    return Usage(
        **limits,
        disk_bytes=disk.used,
        # What root keeps for itself is not ours to fill (df counts so too).
        disk_limit_bytes=disk.used + disk.free,
        received_bytes=received,
        sent_bytes=sent,
    )


def _version_2(root: Path) -> dict[str, Any]:
    cpu, memory, events = (_table(root / name) for name in ("cpu.stat", "memory.stat", "memory.events"))
    current = _number(root / "memory.current")
    quota, _, period = _text(root / "cpu.max").strip().partition(" ")
    return {
        "cpu_seconds": _seconds(cpu.get("usage_usec"), 1e6),
        "cpu_limit": int(quota) / int(period) if quota.isdigit() and period.isdigit() else None,
        "throttled_seconds": _seconds(cpu.get("throttled_usec"), 1e6),
        "periods": cpu.get("nr_periods"),
        "throttled_periods": cpu.get("nr_throttled"),
        "memory_bytes": None if current is None else max(0, current - memory.get("inactive_file", 0)),
        "memory_limit_bytes": _number(root / "memory.max"),
        "oom_kills": events.get("oom_kill"),
    }


def _version_1(root: Path) -> dict[str, Any]:
    """Older machines; times are nanoseconds, and no limit is a very large number or -1."""
    cpu, memory = _table(root / "cpu" / "cpu.stat"), _table(root / "memory" / "memory.stat")
    quota, period = _number(root / "cpu" / "cpu.cfs_quota_us"), _number(root / "cpu" / "cpu.cfs_period_us")
    current, limit = (_number(root / "memory" / f"memory.{name}_in_bytes") for name in ("usage", "limit"))
    return {
        "cpu_seconds": _seconds(_number(root / "cpuacct" / "cpuacct.usage"), 1e9),
        "cpu_limit": quota / period if quota and period else None,
        "throttled_seconds": _seconds(cpu.get("throttled_time"), 1e9),
        "periods": cpu.get("nr_periods"),
        "throttled_periods": cpu.get("nr_throttled"),
        "memory_bytes": None if current is None else max(0, current - memory.get("total_inactive_file", 0)),
        "memory_limit_bytes": limit if limit is not None and limit < NO_LIMIT_BYTES else None,
        "oom_kills": _table(root / "memory" / "memory.oom_control").get("oom_kill"),
    }


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    """A file with one number; `max` means no limit."""
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _table(path: Path) -> dict[str, int]:
    """Lines of a name and a number."""
    pairs = (line.split() for line in _text(path).splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def _seconds(units: int | None, a_second: float) -> float | None:
    return None if units is None else units / a_second


def _traffic(path: Path) -> tuple[int | None, int | None]:
    """Bytes in and out over all interfaces but the loopback: columns 1 and 9 of /proc/net/dev."""
    received = sent = None
    for line in _text(path).splitlines():
        name, colon, rest = line.partition(":")
        columns = rest.split()
        if colon and name.strip() != "lo" and len(columns) >= 9:
            received, sent = (received or 0) + int(columns[0]), (sent or 0) + int(columns[8])
    return received, sent


def pod_name() -> str:
    """The pod's host name is its name."""
    return os.uname().nodename
