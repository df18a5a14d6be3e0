"""Plain data: what a cache can keep and give back unchanged."""

from typing import Any

import msgpack


def pack(value: Any) -> bytes:
    """The value as msgpack."""
    packed: bytes = msgpack.dumps(value)
    return packed


def unpack(packed: bytes) -> Any:
    """A fresh copy of the value: whoever changes it changes nobody else's."""
    return msgpack.loads(packed, raw=False)


def require_plain(value: Any, *, where: str) -> None:
    """Refuse a value that would come back as something else, when it is built and not at the first hit.

    Raises:
        TypeError: it is not made of None, bool, int, float, str, bytes, lists, and dicts with text keys.
    """
    try:
        same = unpack(pack(value)) == value
        trouble = "comes back changed (a tuple as a list, for one)"
    except (TypeError, ValueError, OverflowError) as error:
        same, trouble = False, f"cannot be kept: {error}"
    if not same:
        raise TypeError(
            f"{where}: the value {trouble}; the next reader would get something else or an error. Build None, bool, "
            "int, float, str, bytes, lists, and dicts with text keys (a price as text, a date as isoformat())."
        )
