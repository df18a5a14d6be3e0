"""Words of the generated reviews, read from vocabulary.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people say who give so many stars."""

    titles: Lines
    openings: Lines
    endings: Lines


@dataclass(frozen=True, slots=True)
class Moods:
    """Sentences for four and five, for three, and for one and two stars."""

    good: Lines
    mixed: Lines
    bad: Lines

    def fitting(self, stars: int) -> Lines:
        """The sentences that go with so many stars."""
        if stars == 3:
            return self.mixed
        return self.good if stars > 3 else self.bad


_words: dict[str, Any] = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


def _lines(entry: dict[str, list[str]]) -> dict[str, Lines]:
    return {name: tuple(lines) for name, lines in entry.items()}


SIGNATURES: Lines = tuple(_words["signatures"])
VERDICTS = {int(stars): Verdict(**_lines(entry)) for stars, entry in _words["stars"].items()}
MATERIALS = Moods(**_lines(_words["materials"]))
CATEGORIES = {slug: Moods(**_lines(entry)) for slug, entry in _words["categories"].items()}
