import json
import time
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from drills.selectors import Outcome, outcome
from drills.services.ask import ask
from drills.services.forget import forget

POLL_SECONDS = 1.0
SAY_SECONDS = 5.0


def counting(least: int, most: int) -> Any:
    """A whole number between two."""

    def read(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


class Command(BaseCommand):
    help = (
        "Send numbered tasks through the outbox, the broker and the workers of a queue, and count what became of them: "
        "lost, done twice, longest delay. Break something meanwhile and see that the counts stay 0. "
        "Exits with 1 when a task is lost or an effect doubled."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = [queue.name for queue in settings.CELERY["task_queues"]]
        parser.add_argument("--queue", choices=names, default="default", help="queue to send to (default %(default)s)")
        parser.add_argument("--tasks", type=counting(1, 1_000_000), default=10_000, help="how many (%(default)s)")
        parser.add_argument(
            "--milliseconds", type=counting(0, 5_000), default=5, help="how long each works (%(default)s)"
        )
        parser.add_argument(
            "--deadline", type=counting(1, 86_400), default=1_800, help="seconds after which it gives up (%(default)s)"
        )
        parser.add_argument("--run", type=UUID, default=None, help="UUID that names the run (default: a new one)")
        parser.add_argument("--count", action="store_true", help="send nothing: count what became of --run by now")
        parser.add_argument("--json", action="store_true", help="print the counts as one line of JSON")
        parser.add_argument("--keep", action="store_true", help="leave the rows for a day, to look at")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["count"]:
            run, seen = self._count(options["run"])
        else:
            run, seen = self._send(options)
        if not options["keep"] and seen.whole:
            forget(run=run)
        self.stdout.write(json.dumps(asdict(seen)) if options["json"] else self._sentence(seen))
        if not seen.whole:
            raise CommandError(
                f"run {run}: {seen.lost} of {seen.tasks} tasks without an effect, {seen.duplicate_effects} effects "
                "done twice. The rows stay for a day: tables drills_*"
            )

    def _send(self, options: dict[str, Any]) -> tuple[UUID, Outcome]:
        run = options["run"] or uuid4()
        deadline = time.monotonic() + options["deadline"]
        self.stderr.write(f"run {run}: {options['tasks']} tasks to the queue {options['queue']}")
        ask(run=run, tasks=options["tasks"], queue=options["queue"], milliseconds=options["milliseconds"])
        return run, self._wait(run, deadline)

    @staticmethod
    def _count(run: UUID | None) -> tuple[UUID, Outcome]:
        if run is None:
            raise CommandError("--count needs --run: the UUID that prove_delivery printed when it sent the tasks")
        seen = outcome(run)
        if not seen.tasks:
            raise CommandError(f"run {run} is not there: it was forgotten, or nothing was sent under this name")
        return run, seen

    def _wait(self, run: UUID, deadline: float) -> Outcome:
        said = time.monotonic()
        while (seen := outcome(run)).lost and time.monotonic() < deadline:
            if time.monotonic() - said >= SAY_SECONDS:
                said = time.monotonic()
                self.stderr.write(f"{seen.tasks - seen.lost} of {seen.tasks} done")
            time.sleep(POLL_SECONDS)
        return seen

    @staticmethod
    def _sentence(seen: Outcome) -> str:
        return (
            f"{seen.tasks} tasks: {seen.lost} lost, {seen.duplicate_effects} done twice, {seen.delivered_again} "
            f"delivered again; delay {seen.median_delay_seconds:.2f} s in the middle and "
            f"{seen.longest_delay_seconds:.2f} s at most; "
            f"{seen.took_seconds:.0f} s from the first asked for to the last done"
        )
