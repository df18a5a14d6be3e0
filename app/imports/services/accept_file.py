"""Take a file in: what cannot be a table of products is refused at once, the rows are for the workers."""

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from imports.csv_files import count_rows, read_table
from imports.models import Policy, ProductImport
from outbox.services.enqueue import enqueue

START = "imports.tasks.start"


def accept_file(*, data: bytes, file_name: str, policy: Policy, by: Any = None) -> ProductImport:
    """Keep the file, and have the workers begin. Raises FileRefused, and what the object store raises.

    The file is in the store before the row is in the database: a crash between them leaves a file nobody knows, which
    is cleaned up, and never an import without its file.
    """
    table = read_table(data)
    rows = count_rows(table)
    name = default_storage.save(f"imports/{uuid.uuid4().hex}.csv", ContentFile(data))
    with transaction.atomic():
        accepted = ProductImport.objects.create(
            file_name=file_name[-200:],
            object_name=name,
            policy=policy,
            rows=rows,
            columns=table.columns,
            delimiter=table.delimiter,
            requested_by=by,
        )
        enqueue(START, [accepted.pk])
    return accepted
