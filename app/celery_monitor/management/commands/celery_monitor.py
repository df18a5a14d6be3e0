import json
import os
import signal
import socket
import sys
from argparse import RawDescriptionHelpFormatter
from threading import Event
from typing import Any

import kombu.exceptions
import redis
from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from celery_monitor import loop
from celery_monitor.broker import client
from celery_monitor.kubernetes import NotInClusterError, ScaleApi
from celery_monitor.metrics import LastLook, serve
from celery_monitor.services.lease import Lease, LeaseLostError
from celery_monitor.services.scale import Look, look
from celery_monitor.status import as_text, status, unattended

WELL, UNATTENDED, USAGE, NO_BROKER, NO_API, NO_RULES = 0, 1, 2, 3, 4, 5
EPILOG = """\
status      what each queue holds, how old the oldest message is, messages in and out
            a minute, failures by task, workers that answer, pods as last set
autoscale   sets the number of workers' pods by what the queues hold; the rules are in
            the stack file (rushhour:workers.<queue>.autoscale)

examples:
  manage.py celery_monitor status
  manage.py celery_monitor status --watch 5
  manage.py celery_monitor status --json | python -m json.tool
  manage.py celery_monitor autoscale --once --dry-run     # what it would do now
  manage.py celery_monitor autoscale --interval 15        # what the pod `autoscaler` runs

exit codes:
  0  well
  1  status: a queue holds messages and no worker answers for it
  2  wrong usage
  3  the broker does not answer; nothing was changed
  4  the Kubernetes API cannot be asked or refused; nothing was changed where it did
  5  autoscale: no queue is to be scaled (CELERY_AUTOSCALE is empty)
"""
CLEAR = "\x1b[2J\x1b[H"


class Command(BaseCommand):
    help = "Watch the Celery queues, and scale their workers by what they hold."
    # The autoscaler has no way to a database and needs none.
    requires_system_checks = ()

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True, metavar="status|autoscale")
        shown = commands.add_parser("status", help="show the queues")
        shown.add_argument("--json", action="store_true", help="for programs; with --watch one object a line")
        shown.add_argument("--watch", type=_seconds, metavar="SECONDS", help="again and again, until interrupted")
        scaled = commands.add_parser("autoscale", help="set the number of workers")
        scaled.add_argument("--interval", type=_seconds, default=15.0, metavar="SECONDS", help="between looks (15)")
        scaled.add_argument("--once", action="store_true", help="one look, then end")
        scaled.add_argument("--dry-run", action="store_true", help="one look; say what would be done, change nothing")
        scaled.add_argument("--metrics-port", type=int, metavar="PORT", help="serve /metrics for Prometheus there")

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        try:
            code = self._status(**options) if command == "status" else self._autoscale(**options)
        except (redis.RedisError, kombu.exceptions.OperationalError) as error:
            self._say(
                f"the broker at {settings.ENV.broker_address} does not answer: {error}. Nothing was changed. "
                "Look at the pod redis-broker-0."
            )
            code = NO_BROKER
        except NotInClusterError as error:
            self._say(str(error))
            code = NO_API
        if code:
            sys.exit(code)

    def _status(self, *, watch: float | None, **options: Any) -> int:
        stop = _stop_on_signals() if watch else Event()
        while True:
            found = status(client())
            if options["json"]:
                self.stdout.write(json.dumps(found))
            else:
                clear = CLEAR if watch and self.stdout.isatty() else ""
                self.stdout.write(clear + as_text(found))
            self.stdout.flush()
            if not watch or stop.wait(watch):
                return UNATTENDED if unattended(found) and not watch else WELL

    def _autoscale(self, *, interval: float, once: bool, dry_run: bool, **options: Any) -> int:
        rules = dict(settings.ENV.celery_autoscale)
        if not rules:
            self._say(
                "CELERY_AUTOSCALE names no queue, so there is nothing to scale. Write `autoscaler: builtin` for one "
                "under `rushhour:workers` in the stack file, then run `pulumi up`."
            )
            return NO_RULES
        api, broker = ScaleApi.of_this_pod(), client()
        lease = Lease(broker, loop.lease_seconds(interval), f"{socket.gethostname()}/{os.getpid()}")
        if dry_run:
            return self._tell(look(broker, api, rules, None))
        if once:
            try:
                return self._tell(look(broker, api, rules, lease))
            except LeaseLostError as error:
                self._say(f"{error}; it does the rest.")
                return WELL
            finally:
                lease.leave()
        stop, last = _stop_on_signals(), LastLook()
        if options["metrics_port"]:
            serve(last, options["metrics_port"])
        loop.run(broker, api, rules, lease, interval=interval, stop=stop, last=last)
        return WELL

    def _tell(self, done: Look) -> int:
        if not done.acted and not done.outcomes:
            self.stdout.write("another autoscaler holds the lease; nothing was done here")
            return WELL
        for outcome in done.outcomes:
            before = "?" if outcome.replicas is None else outcome.replicas
            if outcome.error:
                self._say(f"{outcome.queue}: {outcome.error}")
            elif outcome.replicas == outcome.desired:
                self.stdout.write(f"{outcome.queue:12} {before} pods: {outcome.reason}")
            else:
                would = "" if done.acted else "would be "
                self.stdout.write(f"{outcome.queue:12} {would}{before} -> {outcome.desired} pods: {outcome.reason}")
        return NO_API if any(outcome.error for outcome in done.outcomes) else WELL

    def _say(self, problem: str) -> None:
        self.stderr.write(f"celery_monitor: {problem}")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 3600:
        raise ValueError(text)
    return value


def _stop_on_signals() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
