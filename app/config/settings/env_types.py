"""Types of the environment's values: each turns a string into something checked, or says what it should be."""

import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from security.keys import split_secrets

Seconds = Annotated[int, Field(gt=0)]
WholePercent = Annotated[int, Field(ge=0, le=50)]

#: a DNS name or an IPv4 address, or an IPv6 address in brackets
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
ADDRESS = re.compile(rf"(?P<host>{HOST}):(?P<port>[0-9]{{1,5}})")
AUTHORITY = re.compile(rf"{HOST}(?::(?P<port>[0-9]{{1,5}}))?")
LAST_PORT = 65_535


def _port(text: str) -> bool:
    return 0 < int(text) <= LAST_PORT


def _address(value: str) -> str:
    match = ADDRESS.fullmatch(value.strip())
    if not match or not _port(match["port"]):
        raise ValueError(f"{value!r} is not host:port")
    return f"{match['host']}:{int(match['port'])}"


def _origin(value: str) -> str:
    wrong = ValueError(f"{value!r} is not an origin such as https://shop.example.com")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise wrong from None
    match = AUTHORITY.fullmatch(parts.netloc)
    # Built anew and compared: a user name, a query or a fragment would be dropped in silence otherwise.
    origin = f"{parts.scheme}://{parts.netloc}"
    if (
        parts.scheme not in ("http", "https")
        or not match
        or value.lower() not in (origin.lower(), f"{origin}/".lower())
    ):
        raise wrong
    if match is None or (match["port"] and not _port(match["port"])):
        raise wrong
    return origin


def field_keys(value: SecretStr) -> SecretStr:
    """Accept one secret a line, the newest first (security.keys). Raises ValueError for any other text."""
    split_secrets(value.get_secret_value())
    return value


def _gateway(value: str) -> str:
    match = AUTHORITY.fullmatch(urlsplit(value).netloc) if value else None
    if value and (urlsplit(value).scheme not in ("http", "https") or not match or not value.isprintable()):
        raise ValueError("not an address such as https://gateway.example.com/messages")
    return value


#: `https://host[:port]/path` without a password in it, or nothing; plain HTTP is for tests (see Env)
GatewayUrl = Annotated[str, AfterValidator(_gateway)]
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
