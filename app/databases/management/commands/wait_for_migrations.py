"""What web and worker pods run first: wait until the migration Job of this release is done."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor

from databases.routing import ANALYTICS, PRIMARY
from databases.waiting import StillWaiting, unreachable, wait_while


class Command(BaseCommand):
    help = "Wait until no migration of this release is missing in either database; exit 1 at the deadline."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--timeout", type=float, default=300, help="seconds to wait")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wait_while(_missing_anywhere, options["timeout"], self.stdout.write)
        except StillWaiting as error:
            raise CommandError(f"{error}. The pod does not start. Look at the log of the migration Job.") from None
        self.stdout.write("no migration is missing")


def _missing_anywhere() -> str:
    return "; ".join(filter(None, map(missing, (PRIMARY, ANALYTICS))))


def missing(alias: str) -> str:
    """What stands in the way on this database, or an empty string."""
    if problem := unreachable(alias):
        return problem
    connection = connections[alias]
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (Error, connection.Database.Error) as error:
        return f"{alias}: {type(error).__name__}: {str(error).strip()}"
    finally:
        connection.close()
    # Every migration is recorded in both databases, also where the router lets it change nothing.
    return f"{alias}: {len(plan)} migrations missing, the next is {plan[0][0]}" if plan else ""
