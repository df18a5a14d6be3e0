"""The files of a report, in the object store."""

import csv
import io
import tempfile
from datetime import date
from typing import NamedTuple

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import Kind
from reports.tables import table_of

#: in the media bucket; not served by the edge
FOLDER = "reports"
#: bytes of a table that are kept in memory before it goes on in a file
IN_MEMORY_BYTES = 1_048_576


class Files(NamedTuple):
    """Names in the media bucket; a report without a plot has an empty one."""

    table: str
    plot: str
    rows: int
    summary: str


def write_files(kind: Kind, *, key: str, start: date | None = None, end: date | None = None) -> Files:
    """Write the table as CSV, and its plot if it has one.

    `key` names the objects, so that a repetition after a crash writes the same ones and no second ones. Raises what the
    databases and the object store raise.
    """
    table = table_of(kind, start, end)
    rows = 0
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table.columns)
        for row in table.rows:
            writer.writerow(row)
            rows += 1
        text.flush()
        file.seek(0)
        name = default_storage.save(f"{FOLDER}/{kind}-{key}.csv", File(file, name=kind))
    if table.days is None or start is None or end is None:
        return Files(name, "", rows, f"{rows} rows.")
    from reports.plot import plot, totals

    drawn = default_storage.save(f"{FOLDER}/{kind}-{key}.png", ContentFile(plot(table.days, start, end)))
    daily = totals(table.days, start, end)
    best = max(daily, key=lambda day: day[1])
    summary = (
        f"Revenue {sum(euro for _, euro, _ in daily):,.2f} euro and {sum(views for *_, views in daily):,} views from "
        f"{start} to {end}; the best day was {best[0]} with {best[1]:,.2f} euro."
    )
    return Files(name, drawn, rows, summary)
