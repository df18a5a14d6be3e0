"""What a container asks for and may use at most."""

from __future__ import annotations

from topology.model.base import Noun
from topology.model.quantity import Cpu, Size


class Bound(Noun):
    """An amount of CPU and memory."""

    cpu: Cpu
    memory: Size


class Resources(Noun):
    """Requests (scheduled for) and limits (never exceeded). Both are always written, else a pod starves others."""

    requests: Bound
    limits: Bound


def resources(cpu: str, memory: str, *, cpu_limit: str, memory_limit: str) -> Resources:
    """Short form for the defaults in the nouns' files."""
    return Resources(requests=Bound(cpu=cpu, memory=memory), limits=Bound(cpu=cpu_limit, memory=memory_limit))
