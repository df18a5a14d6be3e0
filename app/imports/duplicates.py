"""Articles that stand in a file twice: which of the two rows is right only its author knows."""

from collections.abc import Iterator

from imports.columns import KEY
from imports.csv_files import Record
from imports.rows import Problem


class Duplicates:
    """Remembers the articles of the rows it has seen."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._place = columns.index(KEY)
        self._seen: dict[str, int] = {}

    def problems(self, record: Record) -> Iterator[Problem]:
        """Of this row, as the next of the file: the first row of an article counts."""
        sku = record.cells[self._place].strip() if self._place < len(record.cells) else ""
        first = self._seen.setdefault(sku, record.line)
        if sku and first != record.line:
            yield Problem(KEY, f"“{sku[:60]}” stands in line {first} already", "Keep one of the two rows.")
