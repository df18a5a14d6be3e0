"""Redis servers in states that a broker must not be in."""

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager

import redis

from testing.waiting import wait_until


@contextmanager
def redis_with(*options: str) -> Iterator[str]:
    """host:port of a Redis of its own, started with these options."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, *options]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(port=port)
            wait_until(lambda: _answers(client), bool)
            yield f"127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait(10)


def _free_port() -> int:
    """A port that nobody has; 10,000 above it there is one too, where a server of a cluster listens to the others."""
    while True:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        if port + 10_000 < 2**16:
            return port


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
