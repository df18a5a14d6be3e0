"""What measuring a request costs (M1), and what an id in a statement costs (M7): CPU time, in pairs.

Both sides of a pair run in turns in one process, so a noisy machine disturbs both alike; printed are medians of the
turns. Metrics are written to files, as in a web server of several processes. Give it an environment of the app and its
folder (docs/development.md):

    PYTHONPATH=app:bench python -m request_metrics --rounds 9 --requests 3000
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp()

from config.profile import use_profile

use_profile()

import django  # noqa: E402  (the profile has to be chosen first)

django.setup()

import structlog  # noqa: E402  (as above)
from databases.comments import comment  # noqa: E402  (as above)
from django.db import connection  # noqa: E402  (as above)
from django.http import HttpResponse  # noqa: E402  (as above)
from django.test import RequestFactory  # noqa: E402  (as above)
from monitoring.performance import measure  # noqa: E402  (as above)

UPDATE = "UPDATE pg_temp.kept SET value = %s WHERE name = %s"


def main() -> None:
    """Measure and print both pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each side (default 9)")
    parser.add_argument("--requests", type=int, default=3_000, help="calls in a turn (default 3,000)")
    options = parser.parse_args()
    request, response = RequestFactory().get("/"), HttpResponse(b"page", headers={"X-Cache-Layer": "view"})
    measured = measure(lambda _: response)
    bare: Callable[[object], object] = lambda _: response  # noqa: E731  (the shortest there is)
    show("a request", "bare", lambda: bare(request), "measured", lambda: measured(request), options)
    with connection.cursor() as cursor, structlog.contextvars.bound_contextvars(request_id="a" * 32):
        cursor.execute("CREATE TEMP TABLE kept (name text PRIMARY KEY, value text)")
        number = iter(range(10**9))
        raw = cursor.cursor

        def plain() -> None:
            raw.execute(UPDATE, ["x", "none"])

        def signed() -> None:
            # Another text each time, as with another request's id.
            raw.execute(UPDATE + comment(with_id=True).replace("aaaa", f"{next(number):x}", 1), ["x", "none"])

        options.requests //= 10
        show("a write", "prepared", plain, "with an id", signed, options)


def show(title: str, a: str, one: Callable[[], object], b: str, other: Callable[[], object], options: object) -> None:
    """Median microseconds a call of both sides: of this process's CPU, and of the clock."""
    turns: dict[str, list[tuple[float, float]]] = {a: [], b: []}
    for _ in range(options.rounds):  # type: ignore[attr-defined]  # argparse's
        for name, call in ((a, one), (b, other)):
            cpu, clock = time.process_time(), time.perf_counter()
            for _ in range(options.requests):  # type: ignore[attr-defined]  # as above
                call()
            spent = (time.process_time() - cpu, time.perf_counter() - clock)
            turns[name].append(tuple(s / options.requests * 1e6 for s in spent))  # type: ignore[attr-defined, arg-type]
    print(f"\n{title:12} {'CPU us':>10} {'clock us':>10}")
    for name, spent in turns.items():
        print(
            f"{name:12} {statistics.median(s[0] for s in spent):10.1f} {statistics.median(s[1] for s in spent):10.1f}"
        )


if __name__ == "__main__":
    main()
