"""Filter that compares the pods that are ready with those that have to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def lacking(wanted: Mapping[str, int], ready: Mapping[str, int]) -> list[str]:
    """List the workloads with fewer ready pods than they must have. More is well: an autoscaler may have added some.

    Args:
        wanted: name of each workload and the pods it has at least.
        ready: name and ready pods of the workloads that are there.
    """
    return [name for name, least in wanted.items() if ready.get(name, 0) < least]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        return {"lacking": lacking}
