"""Whether the unapplied migrations may be run while the shop is open."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import Error, connections

from config.command_help import HelpFormatter
from databases.routing import ANALYTICS, PRIMARY
from schemachanges.analysis import SMALL_BYTES, SMALL_ROWS, BadMarker, Weights, analyse, unapplied
from schemachanges.findings import CONSEQUENCE, FIX, Finding

HELP = """\
Look for what the unapplied migrations would hold up, in both databases: long locks, rewritten tables, scans, code that
cannot be judged, and columns and tables that pods of the old release still use. Nothing is changed and nothing locked.

Waits on small tables are harmless and only told. A danger that is all right is marked in the
migration, with the reason:

    class Migration(migrations.Migration):
        accepted_dangers = {"table-scan": "the shop is closed on that night, see the plan in the release notes"}
"""
EPILOG = """\
exit status:  0 nothing stands against it; 1 a danger that is not accepted; 2 it could not be judged
examples:     manage.py check_migrations
              manage.py check_migrations --json --small-rows 100000
"""
MIB = 2**20


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = HelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("--json", action="store_true", help="one JSON object, for machines")
        parser.add_argument("--small-rows", type=int, default=SMALL_ROWS, help="default: %(default)s")
        parser.add_argument("--small-mib", type=int, default=SMALL_BYTES // MIB, help="default: %(default)s")

    def handle(self, *args: Any, small_rows: int, small_mib: int, **options: Any) -> None:
        missing: list[str] = []
        findings: list[Finding] = []
        problem = ""
        try:
            for alias in (PRIMARY, ANALYTICS):
                plan, state = unapplied(alias)
                missing += [f"{alias}: {migration}" for migration in plan]
                findings += analyse(alias, plan, state, Weights(small_rows, small_mib * MIB))
        except (Error, BadMarker, *_driver_errors()) as error:
            problem = f"{type(error).__name__}: {' '.join(str(error).split())}"
        stops = [finding for finding in findings if finding.level == "stop"]
        if options["json"]:
            found = {"unapplied": missing, "findings": [_plain(f) for f in findings], "problem": problem}
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(as_text(missing, findings, problem))
        if problem or stops:
            sys.exit(1 if stops else 2)


def _driver_errors() -> tuple[type[Exception], ...]:
    """A pool raises errors of the driver that Django does not wrap."""
    return (connections[PRIMARY].Database.Error,)


def _plain(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"consequence": CONSEQUENCE[finding.danger], "fix": FIX[finding.danger]}


def as_text(missing: list[str], findings: list[Finding], problem: str) -> str:
    """For people: what is missing, then each danger with where, what, what would happen and how to fix it."""
    lines = [f"{len(missing)} migrations are not applied" + (":" if missing else "."), *(f"  {m}" for m in missing)]
    for finding in findings:
        lines += ["", f"{finding.level}: {finding.danger}, {finding.migration} on {finding.database}"]
        lines += [f"  operation  {finding.operation}", f"  SQL        {finding.statement[:160]}"]
        if finding.rows is not None:
            size = (finding.table_bytes or 0) / MIB
            lines += [f"  table      {finding.table}: about {finding.rows} rows, {size:.1f} MiB"]
        if finding.level == "stop":
            lines += [f"  then       {CONSEQUENCE[finding.danger]}", f"  fix        {FIX[finding.danger]}"]
            lines += [f'             or accepted_dangers = {{"{finding.danger}": "why it is all right"}}']
        elif finding.reason:
            lines += [f"  reason     {finding.reason}"]
    if problem:
        lines += ["", f"It could not be judged: {problem}"]
    return "\n".join(lines)
