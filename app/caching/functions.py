"""`cached_function`: a function whose answers are built once and shared (C4)."""

import inspect
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, cast

from caching.arguments import digest, secret_looking
from caching.memo import Answer, remember
from caching.temperature import Temperature

KIND = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,119}")

#: kind to the function that has it
_kinds: dict[str, str] = {}

type Tags[**Arguments] = Iterable[str] | Callable[Arguments, Iterable[str]]


class CachedFunction[**Arguments, Value](Protocol):
    """What the decorator makes of a function: the same, and `answer`."""

    __wrapped__: Callable[Arguments, Value]
    #: the value together with the layer it came from
    answer: Callable[Arguments, Answer[Value]]

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Value: ...


def cached_function[**Arguments, Value](
    temperature: Temperature,
    *,
    tags: Tags[Arguments],
    key: Callable[Arguments, Any] | None = None,
    kind: str = "",
) -> Callable[[Callable[Arguments, Value]], CachedFunction[Arguments, Value]]:
    """Remember what the function returns, by its arguments (caching.memo: one rebuilds, others wait or get the old).

        @cached_function(Temperature.WARM, tags=lambda category, limit=10: [f"category:{category}"])
        def best_sellers(category: str, limit: int = 10) -> list[str]: ...

    Args:
        temperature: where it is kept and for how long.
        tags: what it depends on, or a function of the same arguments that says it. None: only its lifetime ends it.
        key: a function of the same arguments that returns what tells calls apart. Methods need it: `self` has no text.
        kind: its name in keys and metrics; the module and name of the function by default.

    The value must be plain data (caching.plain). `f(…)` is the value, `f.answer(…)` the value with its layer,
    `f.__wrapped__(…)` asks no cache.

    Raises:
        TypeError: when it decorates: something whose answers cannot be shared, or arguments that must not be kept.
    """

    def decorate(function: Callable[Arguments, Value]) -> CachedFunction[Arguments, Value]:
        name = _name(function, kind)
        signature = inspect.signature(function)
        _check(function, signature, name, has_key=key is not None)

        def identity(*args: Arguments.args, **kwargs: Arguments.kwargs) -> str:
            if key is not None:
                return digest({"key": key(*args, **kwargs)}, where=name)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return digest(bound.arguments, where=name)

        def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer[Value]:
            return remember(
                name,
                identity(*args, **kwargs),
                lambda: function(*args, **kwargs),
                tags=tags(*args, **kwargs) if callable(tags) else tags,
                seconds=temperature.seconds,
                alias=temperature.alias,
            )

        @wraps(function)
        def wrapper(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
            return answer(*args, **kwargs).value

        made = cast(CachedFunction[Arguments, Value], wrapper)
        made.answer = answer
        return made

    return decorate


def _name(function: Callable[..., Any], kind: str) -> str:
    home = f"{function.__module__}.{function.__qualname__}"
    name = kind or home
    if not KIND.fullmatch(name):
        raise TypeError(f"cached_function {home}: {name!r} cannot be a kind; give kind=, letters, digits, '_' and '.'")
    if _kinds.setdefault(name, home) != home:
        raise TypeError(
            f"cached_function {home}: {_kinds[name]} has the kind {name!r}; the two would share their values"
        )
    return name


def _check(function: Callable[..., Any], signature: inspect.Signature, name: str, *, has_key: bool) -> None:
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise TypeError(f"cached_function {name}: what it returns can be used once only; return a list")
    if has_key:
        return
    names = list(signature.parameters)
    if names[:1] in (["self"], ["cls"]):
        raise TypeError(
            f"cached_function {name}: {names[0]!r} has no text that is the same in every process; give key=, for "
            "example key=lambda self, page: [self.pk, page]"
        )
    secrets = secret_looking(names)
    if secrets:
        raise TypeError(
            f"cached_function {name}: {', '.join(secrets)} looks like a secret, and what depends on one must not lie "
            "in a cache under it. Do not cache this function, or give key= without the secret."
        )
