"""Types of the environment's values: each turns a string into something checked, or says what it should be."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

Seconds = Annotated[int, Field(gt=0)]
WholePercent = Annotated[int, Field(ge=0, le=50)]


def _address(value: str) -> str:
    host, separator, port = value.strip().rpartition(":")
    if not (separator and host and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{value!r} is not host:port")
    return f"{host}:{int(port)}"


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise ValueError(f"{value!r} is not an origin such as https://shop.example.com")
    return f"{parts.scheme}://{parts.netloc}"


#: `host:port`
Address = Annotated[str, AfterValidator(_address)]
#: `https://host[:port]`, no path
Origin = Annotated[str, AfterValidator(_origin)]


def existing_file(path: Path) -> Path:
    """Accept a path that is a readable file; the CA files are checked at start, not at the first connection."""
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def csv() -> BeforeValidator:
    """Split `a,b,c`; pydantic then checks each part as the tuple's own item type."""

    def split(value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    return BeforeValidator(split)
