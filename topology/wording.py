"""Words for what pydantic refuses: where, what, what would happen and how to mend it."""

from __future__ import annotations

import difflib
import json
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from topology.model import Topology
from topology.model.spelling import SPELLING
from topology.problems import Problem
from topology.stackfile import KeyPath, Where

# The shapes of YAML, where pydantic speaks of Python.
SHAPES = {
    "model_type": "keys below it, or `{}` for the defaults",
    "dict_type": "keys below it, or `{}` for none",
    "tuple_type": "a list, for example `[a, b]`",
    "ip_v4_network": "an IPv4 network, for example 10.0.0.0/8",
    "ip_v4_address": "an IPv4 address, for example 10.0.0.1",
}


def path_of(detail: ErrorDetails) -> KeyPath:
    """The key path of what was refused, as the stack file spells it."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def told(detail: ErrorDetails, where: Where) -> Problem:
    """What pydantic refuses, in the words of whoever wrote the stack file."""
    path = path_of(detail)
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
    shape = SHAPES.get(detail["type"])
    what = f"Input should be {shape}" if shape else detail["msg"].removeprefix("Value error, ")
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
    if shape := SHAPES.get(detail["type"]):
        return f"write {shape}"
    if detail["type"] == SPELLING:
        return f"write {limits['words']}"
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
    inner = get_args(field.annotation)
    if type(None) in inner:  # a noun that may be left out
        return next((found for found in map(_noun_in, inner) if found), None)
    return field.annotation if _is_noun(field.annotation) or inner else None


def _noun_in(annotation: Any) -> Any:
    return annotation if _is_noun(annotation) else None


def _is_noun(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
