"""Rules about requests and limits, wherever a noun has them."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from topology.model import Topology
from topology.model.quantity import bytes_of, millicores
from topology.model.resources import Resources
from topology.problems import Problem
from topology.stackfile import KeyPath, Where


def requests_fit_limits(topology: Topology, where: Where) -> Iterator[Problem]:
    """No container asks for more than it may use."""
    for path, resources in _all_resources(topology, ()):
        for key, amount in (("cpu", millicores), ("memory", bytes_of)):
            request, limit = getattr(resources.requests, key), getattr(resources.limits, key)
            if amount(request) > amount(limit):
                yield Problem(
                    id="T601",
                    where=where((*path, "requests", key)),
                    what=f"{request} exceeds the limit {limit}",
                    why="Kubernetes would refuse the pod",
                    fix=f"write at most {limit}, or raise the limit",
                )


def _all_resources(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Resources]]:
    if isinstance(value, Resources):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _all_resources(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _all_resources(item, (*path, str(key)))
