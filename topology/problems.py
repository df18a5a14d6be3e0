"""What is wrong with a stack file, said so that the reader can mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong.

    Attributes:
        id: stable name of the rule, for scripts and waivers (`T101`).
        where: file (with line where known) and key path.
        what: what is there.
        why: what would happen if it were deployed.
        fix: what to write instead.
    """

    id: str
    where: str
    what: str
    why: str
    fix: str

    def line(self) -> str:
        """One line for a terminal, whatever the file holds: what cannot be printed is written as its escape."""
        text = f"{self.where}: {self.id} {self.what}. {self.why}. Fix: {self.fix}"
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return asdict(self)


class TopologyError(ValueError):
    """A stack file was refused. `problems` holds every reason, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        super().__init__("\n".join([f"the topology has {count}; nothing was changed:", *(p.line() for p in problems)]))
