"""Wait for a database with a deadline, saying once each what stands in the way."""

import time
from collections.abc import Callable

from django.db import Error, connections

POLL_SECONDS = 2.0


class StillWaiting(TimeoutError):
    """The deadline passed; the text is the last state seen."""


def wait_while(obstacle: Callable[[], str], seconds: float, say: Callable[[str], object]) -> None:
    """Ask `obstacle` until it is an empty string.

    Raises:
        StillWaiting: it was not within `seconds`.
    """
    deadline = time.monotonic() + seconds
    said = ""
    while state := obstacle():
        if state != said:
            say(said := state)
        if time.monotonic() > deadline:
            raise StillWaiting(f"after {seconds:.0f} s: {state}")
        time.sleep(POLL_SECONDS)


def unreachable(alias: str) -> str:
    """Why this database does not answer, or an empty string."""
    connection = connections[alias]
    try:
        # Not through the pool: that would say only that it has no connection, and not why.
        connection.Database.connect(**connection.get_connection_params()).close()
    except (Error, connection.Database.Error) as error:
        return f"{alias}: {type(error).__name__}: {str(error).strip()}"
    return ""
