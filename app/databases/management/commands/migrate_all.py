"""What the migration Job runs: wait for both databases, migrate them, one Job at a time, then the first superuser."""

from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command

from databases.locks import LockTimeout, session_lock
from databases.routing import ANALYTICS, PRIMARY
from databases.waiting import StillWaiting, unreachable, wait_while

#: any fixed number; it names the lock in pg_locks
MIGRATION_LOCK = 0x72757368


class Command(BaseCommand):
    help = "Migrate the shop's and the analytics database under an advisory lock, then make sure the admin exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database-timeout", type=float, default=600, help="seconds to wait for both databases")
        parser.add_argument("--lock-timeout", type=float, default=300, help="seconds to wait for another migration")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # A new stack's databases are still being made when this starts.
            for alias in (PRIMARY, ANALYTICS):
                wait_while(lambda alias=alias: unreachable(alias), options["database_timeout"], self.stdout.write)
            with session_lock(PRIMARY, MIGRATION_LOCK, seconds=options["lock_timeout"], say=self.stdout.write):
                for alias in (PRIMARY, ANALYTICS):
                    self.stdout.write(f"migrating {alias}")
                    call_command("migrate", database=alias, interactive=False, verbosity=options["verbosity"])
                call_command("ensure_admin")
        except (LockTimeout, StillWaiting) as error:
            raise SystemExit(str(error)) from None
