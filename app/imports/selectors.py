"""What staff see of an import."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TypedDict

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from databases.scan import scan
from imports.models import ProductImport, RowError, State
from security.spreadsheets import safe_cell

ERROR_COLUMNS = ("line", "column", "what is wrong", "how to fix it")
#: errors on the page; the file has all of them
ERRORS_SHOWN = 50


class Progress(TypedDict):
    """How far an import is; plain data, also for machines."""

    id: int
    file: str
    state: str
    label: str
    open: bool
    rows: int
    chunks: int
    checked: int
    applied: int
    #: of all the work, both phases alike
    percent: int
    bad: int
    created: int
    updated: int
    problem: str


def progress(shown: ProductImport) -> Progress:
    """One query over the chunks."""
    done = shown.chunks.aggregate(
        chunks=Count("pk"),
        checked=Count("pk", filter=Q(checked_at__isnull=False)),
        applied=Count("pk", filter=Q(applied_at__isnull=False)),
        bad=Coalesce(Sum("bad"), 0),
        created=Coalesce(Sum("created"), 0),
        updated=Coalesce(Sum("updated"), 0),
    )
    steps = 2 * done["chunks"]
    finished = 100 if shown.state == State.DONE else 0
    return Progress(
        id=shown.pk,
        file=shown.file_name,
        state=shown.state,
        label=State(shown.state).label,
        open=shown.is_open,
        rows=shown.rows,
        percent=finished or (100 * (done["checked"] + done["applied"]) // steps if steps else 0),
        problem=shown.problem,
        **done,
    )


def first_errors(shown: ProductImport) -> list[RowError]:
    """In the order of the file."""
    return list(RowError.objects.filter(chunk__product_import=shown).order_by("line", "pk")[:ERRORS_SHOWN])


def error_lines(shown: ProductImport) -> Iterator[bytes]:
    """The whole list as CSV, piece by piece. With a byte order mark: spreadsheets then read UTF-8."""
    yield b"\xef\xbb\xbf" + _line(ERROR_COLUMNS)
    for error in scan(RowError.objects.filter(chunk__product_import=shown)):
        yield _line((str(error.line), error.column, error.problem, error.fix))


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode()
