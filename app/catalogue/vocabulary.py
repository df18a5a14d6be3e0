"""Words of the generated catalogue, read from vocabulary.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Good:
    """Something to sell: the price span is in whole euros, the spans of width, depth and height in centimetres."""

    name: str
    line: str
    materials: tuple[str, ...]
    price: Span
    size: tuple[Span, Span, Span]


@dataclass(frozen=True, slots=True)
class Material:
    """What a material feels like, and how to care for it: a sentence each."""

    name: str
    feel: str
    care: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category and its goods."""

    slug: str
    name: str
    intro: str
    goods: tuple[Good, ...]


_words: dict[str, Any] = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


def _good(entry: dict[str, Any]) -> Good:
    return Good(
        name=entry["name"],
        line=entry["line"],
        materials=tuple(entry["materials"]),
        price=tuple(entry["price"]),
        size=tuple(tuple(span) for span in entry["size"]),  # type: ignore[arg-type]  # three, as the tests hold
    )


MATERIALS = {name: Material(name, **words) for name, words in _words["materials"].items()}
SHELVES = tuple(
    Shelf(entry["slug"], entry["name"], entry["intro"], tuple(_good(good) for good in entry["goods"]))
    for entry in _words["categories"]
)
QUALITIES: tuple[str, ...] = tuple(_words["qualities"])
COLOURS: tuple[str, ...] = tuple(_words["colours"])
OPENINGS: tuple[str, ...] = tuple(_words["openings"])
EXTRAS: tuple[str, ...] = tuple(_words["extras"])

#: how many of the colours a good comes in, in each of its materials; bounds the number of pictures
COLOURS_EACH = 3
