from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser

import api
from api.views import document

COMMITTED = Path(api.__file__).parent / "v1" / "openapi.json"


class Command(BaseCommand):
    help = "Write the API's OpenAPI document to where it is committed; --check only says whether it is the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where the committed document is another one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            COMMITTED.write_bytes(document())
            self.stdout.write(f"{COMMITTED} written")
        elif not COMMITTED.exists() or COMMITTED.read_bytes() != document():
            raise SystemExit(
                f"{COMMITTED} is not what the code says: callers would read about another API. Run "
                "`python manage.py export_openapi` and look at the difference."
            )
