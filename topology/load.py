"""From a stack file, or from what Pulumi hands its program, to one checked `Topology`."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from topology.checks import check
from topology.model import Topology
from topology.model.vocabulary import QueueName, StackSecret
from topology.problems import Problem, TopologyError
from topology.stackfile import NAMESPACE, KeyPath, StackFile, Where, dotted
from topology.wording import path_of, told


def load(path: Path) -> Topology:
    """The topology of a stack file.

    Raises:
        TopologyError: with every problem of the file.
    """
    file = StackFile(path)
    return build(file.data, file.where, file.problems)


def from_pulumi(config: Mapping[str, str]) -> Topology:
    """The topology of a running Pulumi program.

    Args:
        config: `pulumi.runtime` configuration: `rushhour:web` to JSON text (objects) or plain text.

    Raises:
        TopologyError: with every problem found.
    """
    ours = {k.removeprefix(NAMESPACE): v for k, v in config.items() if k.startswith(NAMESPACE)}
    data = {key: _decoded(text) for key, text in ours.items() if key not in set(StackSecret)}
    return build(data, lambda path: f"stack configuration {NAMESPACE}{dotted(path)}")


def build(data: Mapping[str, Any], where: Where, known: list[Problem] | None = None) -> Topology:
    """Validate plain data: each value by itself, then the rules that span several.

    Where single values are refused, the spanning rules still run, with the defaults in the place of the refused values,
    so that one reading of the messages suffices.

    Args:
        data: top-level key to plain value.
        where: turns a key path into what the reader finds it by.
        known: problems found while reading, reported with the others.

    Raises:
        TopologyError: with every problem found.
    """
    problems, refused = list(known or []), []
    try:
        topology: Topology | None = Topology.model_validate(_over_defaults(data))
    except ValidationError as error:
        refused = [path_of(detail) for detail in error.errors()]
        problems += [told(detail, where) for detail in error.errors() if not _inherited(path_of(detail), refused)]
        topology = _salvaged(data, refused)
    if topology is not None:
        places = {where(path) for path in _with_workers(refused)}
        problems += [problem for problem in check(topology, where) if not _below(problem.where, places)]
    if problems or topology is None:
        raise TopologyError(problems)
    return topology


def _salvaged(data: Mapping[str, Any], refused: list[KeyPath]) -> Topology | None:
    rest = copy.deepcopy(dict(data))
    for path in sorted(refused, key=lambda p: tuple(map(str, p)), reverse=True):  # last list items first
        _forget(rest, path)
    try:
        return Topology.model_validate(_over_defaults(rest))
    except ValidationError:
        return None


def _forget(data: Any, path: KeyPath) -> None:
    if len(path) == 2 and path[0] == "workers" and path[1] in set(QueueName):
        data["workers"][path[1]] = {}  # the queue has an entry, whatever it says
        return
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(path[-1], None)
    elif isinstance(data, list) and isinstance(path[-1], int) and path[-1] < len(data):
        del data[path[-1]]


def _with_workers(refused: list[KeyPath]) -> list[KeyPath]:
    """What is refused where all workers share it is refused for each of them."""
    shared = [path[1:] for path in refused if path[0] == "worker"]
    return [*refused, *(("workers", queue.value, *rest) for queue in QueueName for rest in shared)]


def _below(place: str, refused: set[str]) -> bool:
    """Whether a place is one of the refused, or inside it: what stands there is the default, and nobody's mistake."""
    return any(place == known or place.startswith((f"{known}.", f"{known}[")) for known in refused)


def _inherited(path: KeyPath, refused: list[KeyPath]) -> bool:
    """A worker's value that is refused where all workers share it; saying it once is enough."""
    return path[0] == "workers" and ("worker", *path[2:]) in refused


def _over_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the stack's values over the defaults, so that a stack file states only what differs, at any depth.

    `workers` is the exception: a stack that lists its workers means just those, so a forgotten queue can be told, and
    each entry is laid over `worker`, what all of them share.
    """
    defaults = Topology().model_dump(mode="json", by_alias=True)
    listed = data.get("workers", defaults.pop("workers"))
    merged = _merged(defaults, data)
    if isinstance(listed, dict) and isinstance(merged["worker"], dict):
        own = listed if "workers" in data else {queue: {} for queue in listed}
        shared = merged["worker"]
        listed = {queue: _merged(shared, w) if isinstance(w, dict) else w for queue, w in own.items()}
    return {**merged, "workers": listed}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], value) if isinstance(base.get(key), dict) and isinstance(value, dict) else value
        for key, value in over.items()
    }
    return {**base, **both}


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
