"""What is said about a key of the environment that is missing or malformed."""

from pathlib import Path


def where(name: str, secret: Path | None) -> str:
    """Where the key is looked for."""
    if not name:
        return "combination of keys"
    return f"secret file {secret}" if secret else f"environment variable {name.upper()}"


def how_to_fix(name: str, kind: str, secret: Path | None) -> str:
    """What to do about a problem of pydantic's `kind`."""
    if not name:
        return "Change one of the keys named."
    verb = "Provide" if kind == "missing" else "Correct"
    home = "the Secret mounted there" if secret else "the stack file's value it is rendered from"
    return f"{verb} it in {home}."
