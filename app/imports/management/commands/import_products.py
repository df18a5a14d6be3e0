import time
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from imports import selectors
from imports.csv_files import FileRefused
from imports.models import Policy, ProductImport, State
from imports.services.accept_file import accept_file

#: seconds between two looks
POLL_SECONDS = 1.0


class Command(BaseCommand):
    help = "Import products from a CSV file: the workers check all rows and then write them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8 whose first line names the columns, sku among them")
        parser.add_argument(
            "--policy", choices=Policy.values, default=Policy.ALL_OR_NOTHING, help="what bad rows do to the good ones"
        )
        parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="watch it for at most so long")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            accepted = accept_file(data=file.read_bytes(), file_name=file.name, policy=Policy(options["policy"]))
        except (FileRefused, OSError) as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"import {accepted.pk}: {accepted.rows} rows handed to the workers")
        if options["wait"]:
            self._watch(accepted, time.monotonic() + options["wait"])

    def _watch(self, accepted: ProductImport, deadline: float) -> None:
        said = ""
        while True:
            accepted.refresh_from_db()
            now = selectors.progress(accepted)
            line = f"{now['label']}: {now['percent']} %, {now['created']} added, {now['updated']} changed, "
            line += f"{now['bad']} rows with errors"
            if line != said:
                self.stdout.write(said := line)
            if not now["open"]:
                break
            if time.monotonic() > deadline:
                raise CommandError(f"import {accepted.pk} is not over yet; it goes on without this command")
            time.sleep(POLL_SECONDS)
        for error in selectors.first_errors(accepted):
            self.stderr.write(f"line {error.line}, {error.column or 'row'}: {error.problem}. {error.fix}")
        if now["state"] != State.DONE:
            raise CommandError(now["problem"])
