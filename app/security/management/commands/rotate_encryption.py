import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from security.services.rotate_encryption import count_outdated, models_with_encrypted_fields, rotate_model

BATCH_SIZE = 500


class Command(BaseCommand):
    help = (
        "Seal every encrypted value with the newest key of field_encryption_key. Do it after a key was put in front; "
        "an older key may be taken out once nothing is left under it. Can be stopped and started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch-size", type=int, default=BATCH_SIZE, help="rows to a transaction")
        parser.add_argument("--check", action="store_true", help="only count; exit 1 if something is left")

    def handle(self, *args: Any, batch_size: int, check: bool, **options: Any) -> None:
        if batch_size < 1:
            raise CommandError(f"--batch-size {batch_size}: a batch has at least one row")
        left = 0
        for model, names in models_with_encrypted_fields():
            if not check:
                outcome = rotate_model(model, names, batch_size=batch_size)
                self.stdout.write(f"{outcome.model}: {outcome.resealed} rows re-encrypted")
                for key in outcome.unreadable:
                    self.stderr.write(
                        f"{outcome.model} {key}: cannot be opened with any key of the file; left as it is"
                    )
            outdated = count_outdated(model, names)
            left += outdated
            self.stdout.write(f"{model._meta.label}: {outdated} rows left under older keys")
        if left:
            sys.exit("Older keys are still needed: keep them in field_encryption_key.")
        self.stdout.write("Everything is under the newest key; older keys can be taken out of field_encryption_key.")
