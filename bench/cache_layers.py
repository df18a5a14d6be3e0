"""What a request costs the web process by the layer that answers it (C1, C9), and a key whose shard is dead (C2).

One process runs the shop's whole middleware and view on the tests' Postgres and Redis and asks for one product page in
turns: as many requests answered by each layer, one way after the other, so a noisy machine disturbs all alike. What a
way needs beforehand (an emptied memory, a changed product) is not counted. Each answer must name the layer the way is
called after. Printed are medians of the rounds: CPU time of this process, wall time, and the ratio of CPU to the
fastest.

    DATABASE_PORT=… REDIS_ADDRESS=… PYTHONPATH=app python bench/cache_layers.py --rounds 7 --requests 100
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import testing.environment
from config.profile import use_profile

#: runs the second table alone, in a process whose shards are reached through proxies that can be cut
DEAD_SHARD = "--dead-shard"
if DEAD_SHARD not in sys.argv:
    # Proxies would cost CPU of this process. One Redis under two names stands for two shards.
    port = testing.environment.REDIS_ADDRESS.rpartition(":")[2]
    os.environ["CACHE_SHARDS"] = f"127.0.0.1:{port},localhost:{port}"
use_profile()

import django  # noqa: E402 - the profile has to be chosen first

django.setup()

from caching import generations, process  # noqa: E402
from catalogue import tags  # noqa: E402
from django.core.cache import cache  # noqa: E402 - Django has to be set up first
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from testing.factories import CategoryFactory, ProductFactory  # noqa: E402

SLUG = "bench"
PATH = f"/products/{SLUG}/"
DATABASES = ["default", "replica", "analytics"]
#: credentials pass the page cache by, so the page is rendered from its data
RENDERED = {"HTTP_AUTHORIZATION": "Bearer bench"}


@dataclass(frozen=True)
class Way:
    """How a page gets its answer."""

    name: str
    layer: str
    headers: dict[str, str]
    before: Callable[[], object]


def nothing() -> None:
    """No preparation."""


WAYS = [
    Way("view, page in the process's memory", "view", {}, nothing),
    Way("view, page in Redis", "view", {}, process.forget),
    Way("rendered, data in the process's memory", "process", RENDERED, nothing),
    Way("rendered, data in Redis", "redis", RENDERED, process.forget),
    Way("rendered, data in the database", "database", RENDERED, lambda: generations.bump(tags.of_product(SLUG))),
]


def main() -> None:
    """Measure and print one table, and let another process print the second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="turns of each way (default 7)")
    parser.add_argument("--requests", type=int, default=100, help="requests in a turn (default 100)")
    parser.add_argument(DEAD_SHARD, action="store_true", help="only the second table")
    options = parser.parse_args()
    if options.dead_shard:
        dead_shard(options.rounds * options.requests)
        return
    with catalogue():
        samples = measure(options.rounds, options.requests)
    base = statistics.median(cpu for cpu, _ in samples[WAYS[0].name])
    print(f"{'way':42} {'CPU ms':>8} {'wall ms':>8} {'ratio':>7}")
    for way, pairs in samples.items():
        cpu, wall = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
        print(f"{way:42} {cpu * 1e3:8.2f} {wall * 1e3:8.2f} {cpu / base:6.1f}×")
    sys.stdout.flush()
    environment = {**os.environ}
    del environment["CACHE_SHARDS"]
    subprocess.run([sys.executable, *sys.argv, DEAD_SHARD], env=environment, check=True)


@contextmanager
def catalogue() -> Iterator[None]:
    """Databases of their own with a product and 20 others of its category, gone with the block."""
    made = setup_databases(verbosity=0, interactive=False, aliases=DATABASES)
    try:
        shelf = CategoryFactory()
        ProductFactory(slug=SLUG, category=shelf)
        for _ in range(20):
            ProductFactory(category=shelf)
        yield
    finally:
        for alias in DATABASES:
            connections[alias].close()
            connections[alias].close_pool()
        teardown_databases(made, verbosity=0)


def measure(rounds: int, requests: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds a request, as (CPU, wall) means of each turn."""
    handler = BaseHandler()
    handler.load_middleware()
    samples: dict[str, list[tuple[float, float]]] = {way.name: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            for _ in range(3):
                ask(handler, way)
            taken = [ask(handler, way, exactly=True) for _ in range(requests)]
            samples[way.name].append(tuple(map(statistics.fmean, zip(*taken, strict=True))))  # type: ignore[arg-type]  # two columns
    return samples


def ask(handler: Any, way: Way, *, exactly: bool = False) -> tuple[float, float]:
    """CPU and wall seconds of one request.

    Raises:
        SystemExit: another layer answered.
    """
    way.before()
    request = RequestFactory(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https").get(PATH, **way.headers)
    cpu, wall = time.process_time(), time.perf_counter()
    response = handler.get_response(request)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    if exactly and (response.status_code, response["X-Cache-Layer"]) != (200, way.layer):
        sys.exit(f"{way.name}: {response.status_code} from {response.get('X-Cache-Layer')}; nothing was measured")
    return spent


def dead_shard(calls: int) -> None:
    """Print the median of a get while the key's shard lives, and while it is dead."""
    proxy = testing.environment.SHARD_PROXIES[0]
    keys = (f"key-{number}" for number in range(1000))
    key = next(
        key for key in keys if cache.client.get_server(cache.client.make_key(key)).breaker.server == proxy.address
    )

    def median() -> float:
        taken = []
        for _ in range(calls):
            started = time.perf_counter()
            cache.get(key)
            taken.append(time.perf_counter() - started)
        return statistics.median(taken)

    print(f"\n{'one get':42} {'wall ms':>8}")
    print(f"{'of a key whose shard lives':42} {median() * 1e3:8.3f}")
    proxy.cut()
    print(f"{'of a key whose shard is dead':42} {median() * 1e3:8.3f}")


if __name__ == "__main__":
    main()
