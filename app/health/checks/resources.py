"""What this container has left of its disk and memory."""

from health.answers import Finding
from monitoring.cgroup import Usage, look

#: part of the disk that has to be free (the guide's figure)
DISK_FREE = 0.10
#: part of its limit that the memory stays under (the guide's figure)
MEMORY_USED = 0.90


def disk(usage: Usage | None = None) -> Finding:
    """More than a tenth is free."""
    seen = usage or look()
    free = 1 - seen.disk_bytes / seen.disk_limit_bytes
    return Finding(free > DISK_FREE, f"{free:.0%} free (more than {DISK_FREE:.0%} wanted)", spares=True)


def memory(usage: Usage | None = None) -> Finding:
    """Less than nine tenths of the container's limit are used."""
    seen = usage or look()
    if seen.memory_bytes is None or not seen.memory_limit_bytes:
        return Finding(True, "has no limit")
    used = seen.memory_bytes / seen.memory_limit_bytes
    return Finding(
        used < MEMORY_USED, f"{used:.0%} of the limit used (less than {MEMORY_USED:.0%} wanted)", spares=True
    )
