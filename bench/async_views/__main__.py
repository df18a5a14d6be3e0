"""What asynchronous code saves, and what it costs: CPU time per request of the web process, in pairs.

For each pair two gunicorn servers run at once, one process each, and are asked in turns by the same client; a noisy
machine disturbs both alike. Printed are medians of the turns and the ratio. Give it an environment of the app whose
databases hold a catalogue (docs/development.md), and the app's folder:

    PYTHONPATH=app:bench python -m async_views --rounds 7 --requests 300
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from async_views.client import Sample, ask
from async_views.upstream import slow_server

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Way:
    """One side of a pair: a build of the application and what it is asked for."""

    name: str
    build: str
    path: str


PAIRS: dict[str, list[Way]] = {
    "a hot page": [
        Way("Django's handler", "application_stock", "/"),
        Way("Django's, synchronous chain", "application_sync_chain", "/"),
        Way("one trip to a thread that stays", "application_one_trip", "/"),
        Way("prototype: asynchronous hits", "application_async_hit", "/"),
        Way("the same without metrics", "application_async_hit_uncounted", "/"),
        Way("nothing at all: /livez", "application_one_trip", "/livez"),
    ],
    "one query": [
        Way("sync view", "application_one_trip", "/bench/orm-sync"),
        Way("async view", "application_one_trip", "/bench/orm-async"),
        Way("async view, Django's handler", "application_stock", "/bench/orm-async"),
    ],
    "five calls of 20 ms": [
        Way("sync view, in turn", "application_one_trip", "/bench/calls-sync"),
        Way("async view, at once", "application_one_trip", "/bench/calls-async"),
        Way("threads, at once", "application_one_trip", "/bench/calls-threads"),
    ],
}


def main() -> None:
    """Measure and print one table a pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="turns of each way (default 7)")
    parser.add_argument("--requests", type=int, default=300, help="requests in a turn (default 300)")
    parser.add_argument("--connections", type=int, default=4, help="requests at once (default 4)")
    parser.add_argument("--only", default="", help="only pairs whose name contains this")
    options = parser.parse_args()
    with slow_server(seconds=0.02) as upstream:
        for name, ways in PAIRS.items():
            if options.only in name:
                measure(name, ways, options, upstream)


def measure(name: str, ways: list[Way], options: argparse.Namespace, upstream: str) -> None:
    """All turns of one pair, and its table."""
    turns: dict[str, list[tuple[float, Sample]]] = {way.name: [] for way in ways}
    with ExitStack() as stack:
        servers = {build: stack.enter_context(server(build, upstream)) for build in {way.build for way in ways}}
        for way in ways:
            ask(servers[way.build].port, way.path, 50, options.connections)
        for _ in range(options.rounds):
            for way in ways:
                running = servers[way.build]
                before = running.cpu_seconds()
                sample = ask(running.port, way.path, options.requests, options.connections)
                turns[way.name].append(((running.cpu_seconds() - before) / options.requests, sample))
    print(f"\n{name}\n{'way':32} {'CPU ms':>8} {'ratio':>7} {'req/s':>8} {'p50 ms':>8} {'p95 ms':>8}")
    base = statistics.median(cpu for cpu, _ in turns[ways[0].name])
    for way in ways:
        cpu = statistics.median(cpu for cpu, _ in turns[way.name])
        rate, p50, p95 = (
            statistics.median(getattr(sample, field) for _, sample in turns[way.name])
            for field in ("rate", "p50", "p95")
        )
        print(f"{way.name:32} {cpu * 1e3:8.2f} {cpu / base:6.2f}× {rate:8.0f} {p50 * 1e3:8.1f} {p95 * 1e3:8.1f}")


class Server:
    """A running gunicorn with one worker process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        self._worker = int(children[-1])

    def cpu_seconds(self) -> float:
        """User and system time of the worker so far, with its threads that have ended."""
        fields = Path(f"/proc/{self._worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def server(build: str, upstream: str) -> Iterator[Server]:
    """gunicorn with the production configuration and one process, gone with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "WEB_PROCESSES": "1", "WEB_PORT": str(port), "WEB_GRACEFUL_TIMEOUT_SECONDS": "5",
        "WEB_MAX_REQUESTS": "0", "WEB_KEEPALIVE_SECONDS": "30", "BENCH_UPSTREAM": upstream,
    }  # fmt: skip
    found = find_spec("config")
    if found is None or found.origin is None:
        raise SystemExit("the app is not on PYTHONPATH: nothing can be measured. Run as --help says.")
    configuration = Path(found.origin).parent / "gunicorn.py"
    command = [sys.executable, "-m", "gunicorn", f"async_views.app:{build}", "-c", str(configuration)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline, last = time.monotonic() + seconds, ""
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"gunicorn ended with status {process.returncode}; its messages are above")
        try:
            ask(port, "/livez", 1, 1)
            return
        except OSError as error:
            last = str(error)
            threading.Event().wait(0.2)
    raise TimeoutError(f"gunicorn on port {port} did not answer within {seconds} s: {last}")


if __name__ == "__main__":
    main()
