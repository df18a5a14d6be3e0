import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command

from catalogue.services.load_catalogue import load_catalogue
from catalogue.services.make_pictures import make_pictures
from search.services.refresh_words import refresh_words

#: products that get reviews: the first pages of every list show them, and a shop is not all reviewed
MOST_REVIEWED = 20_000


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
        parser.add_argument("--reviews", action="store_true", help="then write reviews of the newest (load_reviews)")
        parser.add_argument("--without-pictures", action="store_true", help="leave the media bucket alone")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        names = {} if options["without_pictures"] else make_pictures(say=self.stdout.write)
        loaded = load_catalogue(number=options["products"], seed=options["seed"], pictures=names, say=self.stdout.write)
        words = refresh_words()["words"]
        self.stdout.write(
            f"{loaded.categories} categories and {loaded.products} products added, {loaded.pictured} given a picture, "
            f"{words} words to search for, in {time.monotonic() - started:.1f} s"
        )
        if options["reviews"]:
            reviewed = min(options["products"], MOST_REVIEWED)
            call_command("load_reviews", products=reviewed, seed=options["seed"], stdout=self.stdout)
