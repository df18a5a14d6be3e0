"""A row of the file as what is to be done to one product, or as what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from imports.columns import COLUMNS, KEY, NEEDED_TO_CREATE, CellRefused
from imports.csv_files import Record, records
from imports.models import RowError


@dataclass(frozen=True, slots=True)
class Problem:
    """Of a cell; of the row where `column` is empty."""

    column: str
    problem: str
    fix: str

    def at(self, line: int, chunk_id: int) -> RowError:
        """As a row of the database, not saved."""
        return RowError(
            chunk_id=chunk_id, line=line, column=self.column, problem=self.problem[:300], fix=self.fix[:300]
        )


@dataclass(slots=True)
class Row:
    """Values by the product's field; the category is its slug. A row with problems is not applied."""

    line: int
    sku: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_rows(text: str, columns: tuple[str, ...], delimiter: str, *, line: int) -> Iterator[Row]:
    """The rows of a chunk, each with all that can be said of it without the database."""
    for record in records(text, delimiter, line=line):
        yield _row(record, columns)


def check_against(rows: Iterable[Row], *, categories: Mapping[str, Any], existing: Mapping[str, Any]) -> None:
    """Add the problems that only the shop knows: a category or a product that is not there."""
    for row in rows:
        category = row.values.get("category")
        if category is not None and category not in categories:
            known = ", ".join(sorted(categories)[:12]) or "none"
            row.problems.append(
                Problem("category", f"there is no category “{category[:60]}”", f"Use its short name: {known} …")
            )
        if row.sku and row.sku not in existing:
            row.problems += [
                Problem(name, f"product “{row.sku[:60]}” does not exist, and the row has no {name}", "Write one.")
                for name in NEEDED_TO_CREATE
                if COLUMNS[name].field not in row.values and not any(p.column == name for p in row.problems)
            ]


def _row(record: Record, columns: tuple[str, ...]) -> Row:
    row = Row(record.line)
    if len(record.cells) != len(columns):
        row.problems.append(
            Problem(
                "",
                f"the row has {len(record.cells)} cells, the header {len(columns)}",
                "Put text with commas, semicolons or quotes between double quotes, or remove what is too much.",
            )
        )
        return row
    for name, cell in zip(columns, record.cells, strict=True):
        if text := cell.strip():
            try:
                row.values[COLUMNS[name].field] = COLUMNS[name].read(text)
            except CellRefused as refused:
                row.problems.append(Problem(name, refused.problem, refused.fix))
    row.sku = row.values.pop(COLUMNS[KEY].field, "")
    if not row.sku and not any(problem.column == KEY for problem in row.problems):
        row.problems.append(Problem(KEY, "the cell is empty", "Write the article's number."))
    return row
