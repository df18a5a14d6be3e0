import time
from typing import Any

from django.core.management import BaseCommand, CommandParser

from catalogue.management.commands.load_catalogue import positive
from reviews.services.load_reviews import load_reviews


class Command(BaseCommand):
    help = "Load generated reviews of generated products: the same for the same seed; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=positive, required=True, help="how many, from the newest on")
        parser.add_argument("--seed", type=int, default=1, help="the catalogue's seed (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        loaded = load_reviews(number=options["products"], seed=options["seed"], say=self.stdout.write)
        self.stdout.write(
            f"{loaded.reviews:,} reviews added, and {loaded.authors} accounts that nobody can sign in to, "
            f"in {time.monotonic() - started:.1f} s"
        )
