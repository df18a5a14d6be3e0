"""CSV files from people: what is not one is refused in words, before a row is looked at.

Hostile or merely broken files end here: too large, not UTF-8, NUL bytes, a column nobody knows, a quote that is never
closed, a cell that holds a megabyte.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from imports.columns import COLUMNS, KEY

#: bytes; the edge takes 10 MiB with everything around the file
MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 50_000
#: characters of one cell; the longest column takes 10,000
MOST_CELL_CHARACTERS = 20_000
#: byte order marks of encodings that spreadsheets write when they are asked for "Unicode"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LINE_ENDS = re.compile(r"\r\n|\r|\n")


class FileRefused(ValueError):
    """The file as a whole cannot be imported; the message says where, why and how to fix it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header has been understood. `body` begins with the line after the header."""

    columns: tuple[str, ...]
    delimiter: str
    body: str
    first_line: int


class Record(NamedTuple):
    """A row: the line it begins in, its cells, and its text: with the empty lines before it, from line `start` on."""

    start: int
    line: int
    cells: list[str]
    text: str


def read_table(data: bytes) -> Table:
    """The table in the file's bytes. Raises FileRefused."""
    if len(data) > MOST_BYTES:
        raise FileRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB. Split it, and import the parts.")
    text = _decoded(data)
    head = LINE_ENDS.split(text, maxsplit=1)[0]
    if not head.strip():
        raise FileRefused("The file's first line is empty. It has to name the columns, for example: sku,price,stock")
    delimiter = ";" if head.count(";") > head.count(",") else ","
    first = next(records(text, delimiter, line=1))
    columns = _columns(first.cells)
    return Table(columns, delimiter, text[len(first.text) :], 1 + len(LINE_ENDS.findall(first.text)))


def count_rows(table: Table) -> int:
    """How many rows there are; the whole file is read, so that a broken end is found too. Raises FileRefused."""
    rows = 0
    for _ in records(table.body, table.delimiter, line=table.first_line):
        rows += 1
        if rows > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Split it, and import the parts.")
    if not rows:
        raise FileRefused("The file has a header and no rows: there is nothing to import. Add a row a product.")
    return rows


def records(body: str, delimiter: str, *, line: int) -> Iterator[Record]:
    """The rows of a text whose first line is line number `line` of the file; empty lines are left out.

    Raises FileRefused where the quoting is broken or a cell is too large.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for text in _lines(body):
            taken.append(text)
            yield text

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    start = line
    while True:
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(
                f"Line {line + before}: {error}. The rest of the file cannot be told apart from it. Put cells with "
                'quotes or line ends between double quotes, and double the quotes inside ("").'
            ) from None
        if any(len(cell) > MOST_CELL_CHARACTERS for cell in cells):
            raise FileRefused(
                f"Line {line + before}: a cell has more than {MOST_CELL_CHARACTERS:,} characters. No column takes that "
                "many; perhaps a quote is missing. Shorten or close it."
            )
        if any(cell.strip() for cell in cells):
            yield Record(start, line + before, cells, "".join(taken))
            taken.clear()
            start = line + reader.line_num


def _lines(body: str) -> Iterator[str]:
    """Lines with their ends. Not str.splitlines: it also ends lines at characters that may stand in a cell."""
    start = 0
    for end in LINE_ENDS.finditer(body):
        yield body[start : end.end()]
        start = end.end()
    if start < len(body):
        yield body[start:]


def _decoded(data: bytes) -> str:
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        raise FileRefused("The file is empty. Its first line names the columns, every other line is a product.")
    if data.startswith(UTF_16):
        raise FileRefused('The file is UTF-16. Save it again as "CSV UTF-8".')
    if (position := data.find(b"\0")) >= 0:
        raise FileRefused(
            f"Line {_line_of(data, position)}: there is a NUL byte, so this is no text. Save the table as CSV UTF-8."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"Line {_line_of(data, error.start)}: byte 0x{data[error.start]:02x} is not UTF-8, so letters would become "
            'others. Save the table as "CSV UTF-8".'
        ) from None


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _columns(cells: list[str]) -> tuple[str, ...]:
    """The header's names in the file's order. Raises FileRefused with everything that is wrong with them."""
    names = tuple(cell.strip().lower() for cell in cells)
    problems = [
        f"column {number} has no name" if not name else f"column {number}, “{name[:40]}”, is not known"
        for number, name in enumerate(names, start=1)
        if name not in COLUMNS
    ]
    problems += [f"“{name}” is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
    if KEY not in names:
        problems.append(f"“{KEY}” is missing: nobody could say which products the rows are about")
    if problems:
        raise FileRefused(f"Line 1, the header: {'; '.join(problems)}. Columns are: {', '.join(COLUMNS)}.")
    return names
