"""Run monitors now, in place of waiting for their turn, and show what is wrong."""

import json
import sys
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.command_help import HelpFormatter
from databases.routing import PRIMARY
from monitoring.models import Finding, Kind
from monitoring.selectors import open_findings
from monitoring.watch import watch

HELP = """\
Look at the system, Redis, the databases and the application now, and show every finding that is open.

A look counts like one of the schedule's: it is recorded, it opens and closes findings, and alerts follow. What is
compared with the look before (statements, deadlocks, evictions) needs two looks.
"""
EPILOG = """\
exit status:  0 nothing of it is wrong; 1 something is
examples:     manage.py monitor                      all four, where the network lets you: in a worker of `maintenance`
              manage.py monitor database redis       these two
              manage.py monitor --json database      for machines
"""
SHOWN = ("key", "level", "what", "measured", "threshold", "unit", "runbook", "since")


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = HelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("kind", nargs="*", help=f"which monitors: {', '.join(Kind.values)} (default: all)")
        parser.add_argument("--json", action="store_true", help="one JSON object, for machines")

    def handle(self, *args: Any, kind: list[str], **options: Any) -> None:
        kinds = _chosen(kind)
        for one in kinds:
            watch(one)
        found = list(open_findings().using(PRIMARY).filter(kind__in=kinds))
        if options["json"]:
            rows = [{name: getattr(finding, name) for name in SHOWN} for finding in found]
            self.stdout.write(json.dumps({"kinds": kinds, "findings": rows}, default=str))
        else:
            self.stdout.write("\n".join(as_text(finding) for finding in found) or "Nothing is wrong.")
        if found:
            sys.exit(1)


def _chosen(names: list[str]) -> list[Kind]:
    if unknown := sorted(set(names) - set(Kind.values)):
        raise CommandError(f"There is no monitor {', '.join(unknown)}. There are: {', '.join(Kind.values)}.")
    return [Kind(name) for name in dict.fromkeys(names)] or list(Kind)


def as_text(finding: Finding) -> str:
    """How bad, what, since when, and where it says what to do."""
    minutes = (timezone.now() - finding.since).total_seconds() / 60
    return (
        f"{finding.level:8} {finding.what}\n         for {minutes:.0f} min; "
        f"{finding.key}; docs/runbooks/{finding.runbook}.md"
    )
