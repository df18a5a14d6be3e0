"""What a query costs with its values in the text (as Django sends it), bound, or prepared, each through PgBouncer.

Starts a throw-away Postgres and a PgBouncer in transaction mode on loopback, takes the three ways in turns over a few
of the shop's statements, and prints, for each, CPU microseconds a query on both sides and the ratio to the first. The
turns are interleaved, so a noisy machine disturbs all three alike.

    python bench/prepared_statements.py --rounds 9 --queries 2000

Needs initdb, postgres and pgbouncer on PATH (Debian: postgresql, pgbouncer) and `pip install psycopg[binary]`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

SETUP = """
CREATE TABLE category (id bigint PRIMARY KEY, slug text, name text, intro text, position int);
INSERT INTO category SELECT n, 'c' || n, 'Category ' || n, repeat('x', 80), n FROM generate_series(1, 12) n;
CREATE TABLE product (id bigint PRIMARY KEY, slug text UNIQUE, name text, description text, category_id bigint
    REFERENCES category, price numeric(10, 2), status text, stock int, view_count bigint, created_at timestamptz);
INSERT INTO product SELECT n, 'p' || n, 'Product ' || n, repeat('y', 120), 1 + n % 12, n / 100.0,
    CASE WHEN n % 20 = 0 THEN 'draft' ELSE 'active' END, n % 200, n * 7 % 1000, now() - n * interval '1 minute'
    FROM generate_series(1, 50000) n;
CREATE INDEX ON product (category_id, created_at DESC, id DESC) WHERE status = 'active';
ANALYZE;
"""
COLUMNS = "p.id, p.slug, p.name, p.description, p.price, p.status, p.stock, p.view_count, p.created_at, c.*"
JOIN = f"SELECT {COLUMNS} FROM product p JOIN category c ON c.id = p.category_id"  # noqa: S608 - constants
#: name to the statement and the values of its n-th run
STATEMENTS: dict[str, tuple[str, Callable[[int], tuple[Any, ...]]]] = {
    "row by key": ("SELECT * FROM category WHERE id = %s", lambda n: (1 + n % 12,)),
    "product by slug, joined": (
        f"{JOIN} WHERE p.status = %s AND p.slug = %s LIMIT 1",
        lambda n: ("active", f"p{1 + n * 7 % 50_000}"),
    ),
    # The index has a condition on the status, which a plan for any status cannot use.
    "list of a category, 21 rows": (
        f"{JOIN} WHERE p.status = %s AND p.category_id = %s ORDER BY p.created_at DESC, p.id DESC LIMIT 21",
        lambda n: ("active", 1 + n % 12),
    ),
}
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print one table a statement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each way (default 9)")
    parser.add_argument("--queries", type=int, default=2000, help="queries in a turn (default 2000)")
    options = parser.parse_args()
    with servers() as (dsn, processes), contextlib.ExitStack() as stack:
        connect = lambda **how: stack.enter_context(psycopg.connect(dsn, autocommit=True, **how))  # noqa: E731 - short
        ways = {
            "in the text": connect(cursor_factory=psycopg.ClientCursor, prepare_threshold=None),
            "bound": connect(prepare_threshold=None),
            "prepared": connect(prepare_threshold=5),
        }
        for name, (sql, values) in STATEMENTS.items():
            samples = measure(ways, sql, values, processes, options)
            report(name, samples)


Sample = tuple[float, float, float]


def measure(
    ways: dict[str, psycopg.Connection], sql: str, values: Callable[[int], tuple], processes: list[int], options: Any
) -> dict[str, list[Sample]]:
    """Microseconds a query, as (wall, CPU of the client, CPU of the servers) of each turn."""
    samples: dict[str, list[Sample]] = {way: [] for way in ways}
    for number in range(options.rounds + 1):
        for way, connection in ways.items():
            wall, client, server = time.perf_counter(), time.process_time(), servers_cpu(processes)
            for n in range(options.queries):
                connection.execute(sql, values(n)).fetchall()
            took = (
                time.perf_counter() - wall,
                time.process_time() - client,
                servers_cpu(processes) - server,
            )
            # The first turn prepares and fills caches.
            if number:
                samples[way].append(tuple(1e6 * part / options.queries for part in took))  # type: ignore[arg-type]  # three
    return samples


def report(name: str, samples: dict[str, list[Sample]]) -> None:
    """One table: medians, and the median of the ratios of turns that followed one another."""
    print(f"\n{name}\n{'way':14} {'wall us':>9} {'client us':>10} {'servers us':>11} {'client':>8} {'servers':>8}")
    first = next(iter(samples.values()))
    for way, turns in samples.items():
        wall, client, server = (statistics.median(turn[part] for turn in turns) for part in range(3))
        ratios = [statistics.median(b[part] / a[part] for a, b in zip(first, turns, strict=True)) for part in (1, 2)]
        print(f"{way:14} {wall:9.0f} {client:10.0f} {server:11.0f} {ratios[0]:7.2f}x {ratios[1]:7.2f}x")


def servers_cpu(parents: list[int]) -> float:
    """CPU seconds of the processes and of their living children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[1]) in parents or int(status.parent.name) in parents:
                total += int(fields[11]) + int(fields[12])
    return total / TICK


@contextlib.contextmanager
def servers() -> Iterator[tuple[str, list[int]]]:
    """Postgres with the tables and PgBouncer before it, gone with the block. Gives the address and process numbers."""
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        port, front = _free_port(), _free_port()
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\nbench = host=127.0.0.1 port={port} dbname=postgres user=bench\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {front}\nunix_socket_dir =\nauth_type = any\n"
            "pool_mode = transaction\nmax_prepared_statements = 200\ndefault_pool_size = 5\n"
        )
        if user:
            subprocess.run(["chown", "-R", "postgres", name], check=True)
        init = ["initdb", "-D", f"{name}/data", "-U", "bench", "--auth=trust", "--no-sync"]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, **user)
        postgres = ["postgres", "-D", f"{name}/data", "-p", str(port), "-k", name, "-c", "fsync=off"]
        pids = [_start(stack, command, user) for command in (postgres, ["pgbouncer", f"{name}/pgbouncer.ini"])]
        with _connected(f"host=127.0.0.1 port={port} user=bench dbname=postgres") as connection:
            connection.execute(SETUP)
        address = f"host=127.0.0.1 port={front} user=bench dbname=bench"
        _connected(address).close()
        yield address, pids


def _start(stack: contextlib.ExitStack, command: list[str], user: dict[str, str]) -> int:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **user)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)
    return process.pid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connected(dsn: str, seconds: float = 30) -> psycopg.Connection:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(dsn, autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{dsn} did not answer within {seconds:.0f} s: {error}") from None
            time.sleep(0.05)


if __name__ == "__main__":
    main()
