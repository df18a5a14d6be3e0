"""What happens around every statement, on every connection."""

from typing import Any

from databases.writes import notice_writes


def wrap_execution(connection: Any, **_: Any) -> None:
    """Receiver of `connection_created`: every connection gets the wrappers, once."""
    for wrapper in (notice_writes,):
        if wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)
