"""Which arguments a task may have: what arrives in the worker is equal to what was handed in."""

import json
from typing import Any

#: bytes of JSON that a task's arguments may have together; the broker's memory is everybody's
LIMIT_BYTES = 64 * 1024
#: lists and dicts in each other
LIMIT_DEPTH = 32
#: msgpack has no longer integers
LIMIT_NUMBER = 2**63
#: Postgres writes a float without a fraction as a whole number; up to here that is the same number
LIMIT_FLOAT = 2.0**53


class ArgumentsRefused(ValueError):
    """Arguments that could not be sent, or would arrive as something else."""


def checked(task: str, args: Any, kwargs: Any) -> tuple[list[Any], dict[str, Any]]:
    """Plain copies of the arguments of `task`.

    Raises ArgumentsRefused for what JSON or msgpack cannot hold, and for more than LIMIT_BYTES.
    """
    positional, named = plain(task, args, kwargs)
    size = len(json.dumps([positional, named], ensure_ascii=False).encode())
    if size > LIMIT_BYTES:
        raise ArgumentsRefused(
            f"task {task}: its arguments are {size:,} bytes of JSON, the limit is {LIMIT_BYTES:,}; nothing was "
            "written. Keep the data in a row or in the object store, and send its key."
        )
    return positional, named


def plain(task: str, args: Any, kwargs: Any) -> tuple[list[Any], dict[str, Any]]:
    """Like `checked`, of any size."""
    positional = [_plain(task, f"args[{n}]", value, 0) for n, value in enumerate(args)]
    return positional, _plain(task, "kwargs", dict(kwargs), -1)


def _plain(task: str, where: str, value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if depth > LIMIT_DEPTH:
        raise _refused(task, where, f"is nested more than {LIMIT_DEPTH} deep", "Send a flat list of keys")
    if isinstance(value, str):
        return _text(task, where, value)
    if isinstance(value, int | float):
        return _number(task, where, value)
    if isinstance(value, list | tuple):
        return [_plain(task, f"{where}[{n}]", item, depth + 1) for n, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise _refused(task, where, f"has a key of type {type(key).__name__}", "Keys have to be text")
        items = value.items()
        return {_text(task, where, key): _plain(task, f"{where}[{key!r}]", item, depth + 1) for key, item in items}
    raise _refused(task, where, f"is of type {type(value).__name__}", "Send its key, or text made of it")


def _text(task: str, where: str, value: str) -> str:
    plain = str.__str__(value)
    if "\0" in plain:
        raise _refused(task, where, "has a NUL character, which Postgres does not keep", "Take it out")
    if any("\ud800" <= character <= "\udfff" for character in plain):
        raise _refused(task, where, "has half a surrogate pair, which is not text", "Decode it properly")
    return plain


def _number(task: str, where: str, value: float) -> float:
    plain: float = int(value) if isinstance(value, int) else float(value)
    if isinstance(plain, float) and not abs(plain) <= LIMIT_FLOAT:
        raise _refused(task, where, f"is a float beyond ±{LIMIT_FLOAT:.0f}", "Send it as text")
    if not -LIMIT_NUMBER <= plain < LIMIT_NUMBER:
        raise _refused(task, where, "is not a number of 64 bits", "Send it as text")
    return plain


def _refused(task: str, where: str, what: str, fix: str) -> ArgumentsRefused:
    return ArgumentsRefused(
        f"task {task}: {where} {what}; nothing was written, since the worker would not get what was sent. {fix}."
    )
