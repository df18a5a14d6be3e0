"""From a stack file, or from what Pulumi hands its program, to one checked `Topology`."""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from topology.checks import check
from topology.model import Topology
from topology.model.vocabulary import StackSecret
from topology.problems import Problem, TopologyError
from topology.stackfile import NAMESPACE, KeyPath, StackFile, Where, dotted


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
        refused = [_path(detail) for detail in error.errors()]
        problems += [_problem(detail, where) for detail in error.errors() if not _inherited(_path(detail), refused)]
        topology = _salvaged(data, refused)
    if topology is not None:
        places = {where(path) for path in refused}
        problems += [problem for problem in check(topology, where) if problem.where not in places]
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
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(path[-1], None)
    elif isinstance(data, list) and isinstance(path[-1], int) and path[-1] < len(data):
        del data[path[-1]]


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


def _path(detail: ErrorDetails) -> KeyPath:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _problem(detail: ErrorDetails, where: Where) -> Problem:
    path = _path(detail)
    if detail["type"] == "extra_forbidden":
        name = str(path[-1])
        close = difflib.get_close_matches(name, _keys_at(path[:-1]), n=1)
        fix = f"write `{close[0]}`" if close else f"use one of {', '.join(sorted(_keys_at(path[:-1])))}"
        return Problem(
            id="T101",
            where=where(path),
            what=f"there is no key `{name}`",
            why="It would be ignored and the default used in its place",
            fix=fix,
        )
    shown = json.dumps(detail["input"], default=str) if not isinstance(detail["input"], BaseModel) else ""
    what = detail["msg"].removeprefix("Value error, ")
    return Problem(
        id="T102",
        where=where(path),
        what=f"{_short(shown)} is refused: {what}",
        why="The deployment cannot be built from it",
        fix=_fix(detail),
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fix(detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    for word, name in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than")):
        if word in limits:
            return f"write a value of {name} {limits[word]}"
    if "expected" in limits:
        return f"write one of {limits['expected']}"
    if detail["type"].endswith("_type") or detail["type"].endswith("_parsing"):
        return f"write {detail['msg'].removeprefix('Input should be ')}"
    if detail["type"] == "missing":
        return "add the key"
    return "see `python -m topology schema` for what the key takes"


def _keys_at(path: KeyPath) -> list[str]:
    """The keys that the model knows below a path, in the stack file's spelling."""
    model: Any = Topology
    for part in path:
        model = _child(model, part)
    return [field.alias or name for name, field in model.model_fields.items()] if _is_noun(model) else []


def _child(model: Any, part: str | int) -> Any:
    if not _is_noun(model):
        return next((found for found in map(_noun_in, get_args(model)) if found), None)
    field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
    if field is None:
        return None
    return field.annotation if _is_noun(field.annotation) or get_args(field.annotation) else None


def _noun_in(annotation: Any) -> Any:
    return annotation if _is_noun(annotation) else None


def _is_noun(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
