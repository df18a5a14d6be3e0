from typing import Any

from django.core.management import BaseCommand, CommandError

from catalogue.services.warm_up import warm_up


class Command(BaseCommand):
    help = "Fill the caches with the pages most visitors ask for; used after a deploy and by beat every 10 minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        warmed = warm_up()
        self.stdout.write(f"{warmed['made']} pages were made, {warmed['found']} were in the cache already")
        if warmed["failed"]:
            # One page alone (a product retired a moment ago) is no reason to call a deploy broken.
            failed = f"{warmed['failed']} pages failed; the log names each with its status"
            if not warmed["made"] + warmed["found"]:
                raise CommandError(failed)
            self.stderr.write(failed)
