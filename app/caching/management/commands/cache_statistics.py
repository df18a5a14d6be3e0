import json
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from redis.exceptions import RedisError

from caching.layers import Layer
from caching.selectors import KindAnswers, ServerState, answers, server_states
from caching.statistics import KEPT_SECONDS, WINDOW_SECONDS

MEBIBYTE = 2**20
MOST_HOURS = KEPT_SECONDS // WINDOW_SECONDS - 1


class Command(BaseCommand):
    help = "Show which layer answered how often, hit rates, and the memory of each Redis server of the caches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=1, help=f"this hour and those before it (1 to {MOST_HOURS})")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, hours: int, **options: Any) -> None:
        if not 1 <= hours <= MOST_HOURS:
            raise CommandError(f"--hours {hours}: counts are kept for {MOST_HOURS} hours; give 1 to {MOST_HOURS}")
        try:
            found = answers(hours=hours)
        except RedisError as error:
            raise CommandError(f"the long-term Redis does not answer, and the counts are there: {error}") from error
        states = server_states()
        if options["json"]:
            self.stdout.write(
                json.dumps({"answers": [_plain(each) for each in found], "servers": list(map(asdict, states))})
            )
            return
        self.stdout.write(f"{'kind':44} {' '.join(f'{layer:>9}' for layer in Layer)} {'hit rate':>9}")
        for each in found:
            numbers = " ".join(f"{each.by_layer[layer]:9}" for layer in Layer)
            self.stdout.write(f"{each.kind:44} {numbers} {each.hit_rate:9.1%}")
        self.stdout.write(f"\n{'server':44} {'MiB used':>9} {'MiB max':>9} {'keys':>9} {'evicted':>9} {'hit rate':>9}")
        for state in states:
            self.stdout.write(_line(state))


def _plain(each: KindAnswers) -> dict[str, Any]:
    return {"kind": each.kind, "layers": each.by_layer, "total": each.total, "hit_rate": round(each.hit_rate, 4)}


def _line(state: ServerState) -> str:
    name = f"{state.cache} {state.server}"
    if not state.reachable:
        return f"{name:44} away"
    numbers = f"{state.used_bytes / MEBIBYTE:9.1f} {state.max_bytes / MEBIBYTE:9.1f} {state.keys:9} {state.evicted:9}"
    return f"{name:44} {numbers} {state.hit_rate:9.1%}"
