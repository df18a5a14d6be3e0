"""Look before anything is changed: everything that is missing is listed at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from cli.errors import Failure


@dataclass(frozen=True)
class Lack:
    """One thing this machine lacks: what it is, why it is needed, how to get it."""

    what: str
    why: str
    fix: str

    def __str__(self) -> str:
        return f"- {self.what}\n    why: {self.why}\n    fix: {self.fix}"


def require(lacks: Iterable[Lack]) -> None:
    """Raises one Failure that lists all of `lacks`; does nothing when there is none."""
    found = list(lacks)
    if found:
        things = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
        body = "\n".join(str(lack) for lack in found)
        raise Failure(f"{things} missing on this machine; nothing was changed\n{body}")
