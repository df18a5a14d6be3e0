import signal
import sys
from threading import Event
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from config.celery import app
from config.command_help import HelpFormatter
from monitoring.exposition import serve_metrics
from monitoring.heartbeat import RELAY_HEARTBEAT
from outbox.selectors import backlog
from outbox.services.relay import Relay
from outbox.services.relay_batch import BATCH, relay_batch
from outbox.services.start_guarded import refuse_unsafe

HELP = """\
Send the outbox's messages to the broker.

A task is enqueued by writing a row in the transaction of the change it follows. After the commit the process that wrote
it sends it at once; what it could not send (it was killed, the broker was away, the message is for later) is sent by
this command. Rows are deleted when they are sent, so at rest there are none.

Runs until SIGTERM or SIGINT, then finishes the batch in hand. Any number may run at once: they share the rows out.
While the broker or Postgres is away it waits longer and longer, up to 20 s, and goes on by itself.
"""

EPILOG = """\
liveness:     {heartbeat} is touched at least every 5 s while the loop turns
exit status:  0 stopped, or --once and nothing is left; 1 --once and the broker did not take everything;
              2 the broker's settings are unsafe (the message says which, and what to do)
examples:     manage.py outbox_relay            in a Deployment of its own
              manage.py outbox_relay --once     by hand, to see whether the broker takes what waits
"""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = HelpFormatter
        parser.epilog = EPILOG.format(heartbeat=RELAY_HEARTBEAT)
        parser.add_argument("--once", action="store_true", help="send what is due now, say how much, and exit")
        parser.add_argument("--batch", type=int, default=BATCH, help="rows a transaction (default: %(default)s)")

    def handle(self, *args: Any, once: bool, batch: int, **options: Any) -> None:
        refuse_unsafe(app)
        if once:
            return self._once(batch)
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        RELAY_HEARTBEAT.unlink(missing_ok=True)
        serve_metrics()
        try:
            Relay(stop=stop, beat=RELAY_HEARTBEAT.touch, size=batch).run()
        finally:
            RELAY_HEARTBEAT.unlink(missing_ok=True)

    def _once(self, batch: int) -> None:
        sent = 0
        while (turn := relay_batch(batch)).found:
            sent += turn.sent
            if turn.broker_error:
                self.stdout.write(f"sent {sent}")
                self.stderr.write(f"the broker did not take the rest: {turn.broker_error}. Repeat when it is back.")
                sys.exit(1)
        left = backlog()
        self.stdout.write(f"sent {sent}; waiting {left.waiting}, for later {left.later}, failing {left.failing}")
