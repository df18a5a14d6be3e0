import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand, CommandParser

from catalogue.services.load_catalogue import load_catalogue


def positive(text: str) -> int:
    """A whole number of at least one."""
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


class Command(BaseCommand):
    help = "Load a generated catalogue: the same products for the same seed; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=positive, required=True, help="size of the catalogue")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another catalogue (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        loaded = load_catalogue(number=options["products"], seed=options["seed"], say=self.stdout.write)
        self.stdout.write(
            f"{loaded.categories} categories and {loaded.products} products added in {time.monotonic() - started:.1f} s"
        )
