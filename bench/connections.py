"""What a request pays for its database connection: psycopg2 or psycopg 3 connecting anew, or psycopg 3's pool.

Starts a throw-away Postgres with TLS on loopback, runs the three ways in turns in one process, and prints medians, CPU
time per request (client side) and ratios. The turns are interleaved, so a noisy machine disturbs all three alike.

    python bench/connections.py --rounds 5 --requests 200

Needs initdb, postgres (Debian: postgresql) and openssl on PATH, and `pip install psycopg2-binary psycopg[binary,pool]`.
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

import psycopg
import psycopg2
from psycopg_pool import ConnectionPool

QUERY = "SELECT relname FROM pg_class WHERE oid = 1259"
Request = Callable[[], None]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each way (default 5)")
    parser.add_argument("--requests", type=int, default=200, help="requests in a turn (default 200)")
    options = parser.parse_args()
    with server() as dsn, ConnectionPool(dsn, min_size=5, max_size=20) as pool:
        ways: dict[str, Request] = {
            "psycopg2, new connection": lambda: _psycopg2(dsn),
            "psycopg 3, new connection": lambda: _psycopg3(dsn),
            "psycopg 3, pool": lambda: _pooled(pool),
        }
        samples = measure(ways, options.rounds, options.requests)
    base = statistics.median(wall for wall, _ in samples["psycopg 3, pool"])
    print(f"{'way':28} {'median ms':>10} {'CPU ms':>8} {'ratio':>7}")
    for way, pairs in samples.items():
        wall = statistics.median(w for w, _ in pairs)
        cpu = statistics.median(c for _, c in pairs)
        print(f"{way:28} {wall * 1e3:10.2f} {cpu * 1e3:8.2f} {wall / base:6.1f}×")


def measure(ways: dict[str, Request], rounds: int, requests: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds a request, as (wall, CPU) means of each turn."""
    samples: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, request in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(requests):
                request()
            samples[way].append(((time.perf_counter() - wall) / requests, (time.process_time() - cpu) / requests))
    return samples


def _psycopg2(dsn: str) -> None:
    with contextlib.closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(QUERY)
        cursor.fetchall()


def _psycopg3(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(QUERY).fetchall()


def _pooled(pool: ConnectionPool) -> None:
    with pool.connection() as connection:
        connection.execute(QUERY).fetchall()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A Postgres on loopback with TLS and password log-in, gone with the block. Gives its connection string."""
    with tempfile.TemporaryDirectory() as folder:
        data, password = Path(folder) / "data", Path(folder) / "password"
        password.write_text("bench")
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        if user:
            subprocess.run(["chown", "-R", "postgres", folder], check=True)
        init = ["initdb", "-D", str(data), "-U", "bench", "--auth=scram-sha-256", f"--pwfile={password}"]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, **user)
        certificate = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        files = ["-keyout", str(data / "server.key"), "-out", str(data / "server.crt"), "-subj", "/CN=localhost"]
        subprocess.run([*certificate, *files], check=True, stderr=subprocess.DEVNULL, **user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = ["-c", f"port={port}", "-c", "ssl=on", "-c", "listen_addresses=127.0.0.1"]
        command = ["postgres", "-D", str(data), *settings, "-c", f"unix_socket_directories={folder}"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **user)
        dsn = f"host=127.0.0.1 port={port} user=bench password=bench dbname=postgres sslmode=require"
        try:
            _wait(dsn)
            yield dsn
        finally:
            process.terminate()
            process.wait(30)


def _wait(dsn: str, seconds: float = 30) -> None:
    deadline, last = time.monotonic() + seconds, ""
    while time.monotonic() < deadline:
        try:
            psycopg.connect(dsn).close()
            return
        except psycopg.OperationalError as error:
            last = str(error)
    raise TimeoutError(f"Postgres on {dsn.split(' user')[0]} did not answer within {seconds} s: {last}")


if __name__ == "__main__":
    main()
