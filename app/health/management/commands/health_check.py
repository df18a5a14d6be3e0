"""Whether everything is there that the platform, or one role of it, works with."""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandError, CommandParser

from config.command_help import HelpFormatter
from health.answers import Answer, State, worst
from health.roles import EVERYTHING, ROLES, asked_of, checks
from health.run import LIMIT_SECONDS, run

HELP = """\
Ask databases, caches, broker, workers, object store, static files and migrations how they are, all at once.

For people and for scripts. Probes do not use it: liveness must touch nothing (/livez, heartbeat files), and readiness
asks only for what the role cannot work without (/readyz).
"""
EPILOG = """\
exit status:  0 all is well; 1 something the role cannot work without has failed; 2 it works, but worse than it should
examples:     manage.py health_check                       the whole platform
              manage.py health_check --role worker         what a worker needs, and its own sign of life
              manage.py health_check --only broker,workers --json
"""
STATUS = {State.OK: 0, State.FAILED: 1, State.DEGRADED: 2}


class Command(BaseCommand):
    help = HELP
    # The checks ask the databases themselves, and name what does not answer.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = HelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("--role", choices=ROLES, default=EVERYTHING, help="only what this role needs")
        parser.add_argument("--only", default="", metavar="CHECK,…", help="these checks, each as one that must be well")
        parser.add_argument("--json", action="store_true", help="one JSON object, for machines")
        parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds a check (default: %(default)s)")

    def handle(self, *args: Any, role: str, only: str, limit: float, **options: Any) -> None:
        answers = run(_chosen(only) if only else asked_of(role), seconds=limit)
        state = worst(answers)
        if options["json"]:
            found = {"role": role, "state": state, "checks": [asdict(answer) for answer in answers]}
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(as_text(answers))
        if state is not State.OK:
            sys.exit(STATUS[state])


def _chosen(only: str) -> list[tuple[str, Any, bool]]:
    known = checks()
    names = [name.strip() for name in only.split(",")]
    if unknown := [name for name in names if name not in known]:
        raise CommandError(f"--only: there is no check {', '.join(unknown)}. There are: {', '.join(known)}.")
    return [(name, known[name], True) for name in names]


def as_text(answers: list[Answer]) -> str:
    """A table: state, name, seconds, what was seen; last a line with the whole."""
    width = max(len(answer.check) for answer in answers)
    lines = [f"{a.state.value:9} {a.check:{width}} {a.seconds:5.2f} s  {a.detail}" for a in answers]
    return "\n".join([*lines, f"{worst(answers).value} (pod {os.uname().nodename})"])
