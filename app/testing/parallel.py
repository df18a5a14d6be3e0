"""Do several things at the same time, each on database connections of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections


def at_once[Result](calls: list[Callable[[], Result]], *, seconds: float = 60.0) -> list[Result | Exception]:
    """Start all calls together; their results, or the exceptions they raised, in the same order.

    Fails with the number that was not done within `seconds`.
    """
    start = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(index: int) -> None:
        try:
            start.wait(seconds)
            outcomes[index] = calls[index]()
        except Exception as error:  # noqa: BLE001  (handed to the test)
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    assert not (stuck := sum(thread.is_alive() for thread in threads)), f"{stuck} not done within {seconds:.0f} s"
    return outcomes


@contextmanager
def connections_for(number: int, alias: str = "default") -> Iterator[None]:
    """Inside the block the pool of `alias` lends up to `number` connections at a time."""
    connection = connections[alias]
    options = connection.settings_dict["OPTIONS"]["pool"]
    before = options["max_size"]
    connection.close()
    connection.close_pool()
    options["max_size"] = number
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        options["max_size"] = before
