"""A client of a few kept-alive connections that costs the server nothing but the requests."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One turn: requests a second, and latencies in seconds."""

    rate: float
    p50: float
    p95: float


def ask(port: int, path: str, requests: int, connections: int) -> Sample:
    """Ask `requests` times in all over `connections` connections. Raises OSError for any answer but 200."""
    latencies: list[float] = []
    failures: list[BaseException] = []

    def worker(number: int) -> None:
        try:
            _loop(port, path, number, latencies)
        except BaseException as error:  # noqa: BLE001 - raised below, in the caller's thread
            failures.append(error)

    share = [requests // connections + (n < requests % connections) for n in range(connections)]
    threads = [threading.Thread(target=worker, args=(number,)) for number in share if number]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    seconds = time.perf_counter() - started
    cuts = statistics.quantiles(latencies, n=20) if len(latencies) > 1 else latencies * 19
    return Sample(requests / seconds, statistics.median(latencies), cuts[18])


def _loop(port: int, path: str, number: int, latencies: list[float]) -> None:
    head = (
        f"GET {path} HTTP/1.1\r\nHost: localhost:8000\r\nAccept: */*\r\nAccept-Encoding: gzip, br\r\n"
        "User-Agent: bench\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(number):
            started = time.perf_counter()
            connection.sendall(head)
            _answer(connection)
            latencies.append(time.perf_counter() - started)


def _answer(connection: socket.socket) -> None:
    buffer = b""
    while b"\r\n\r\n" not in buffer:
        buffer += _more(connection)
    head, _, body = buffer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise OSError(f"not a 200: {head[:200]!r}")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    left = length - len(body)
    while left > 0:
        left -= len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise OSError("the server closed the connection")
    return data
