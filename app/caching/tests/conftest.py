"""Other processes of the app, started once for all tests of the caches."""

from collections.abc import Iterator

import pytest
import redis

from databases.tests.conftest import standby  # noqa: F401  (the fixture)
from testing.peer import Peer

#: a lifetime that no test waits for: what is forgotten meanwhile was forgotten because somebody said so
LONG = {"CACHE_TTL_PROCESS_SECONDS": "600"}
#: a Redis user who may do everything but subscribe
DEAF = {"REDIS_USER": "deaf"}
CALLS = "caching.tests.peer_calls"


class Process:
    """A peer that takes the calls of peer_calls as its own methods: `process.read("new")`."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def __getattr__(self, name: str):
        return lambda *arguments: self.peer.call(CALLS, name, *arguments)


@pytest.fixture(scope="session")
def _peers() -> Iterator[list[Peer]]:
    peers = [Peer(LONG), Peer(LONG), Peer({**LONG, **DEAF})]
    yield peers
    for peer in peers:
        peer.kill()


@pytest.fixture
def processes(_peers: list[Peer]) -> list[Process]:
    """Two processes that hear of one another, with nothing in their memory."""
    found = [Process(peer) for peer in _peers[:2]]
    for process in found:
        process.start_anew()
    return found


@pytest.fixture
def deaf_process(_peers: list[Peer], redis_server: redis.Redis) -> Iterator[Process]:
    """A process that nobody can tell of changes, until the test lets it subscribe."""
    redis_server.execute_command("ACL", "SETUSER", "deaf", "reset", "on", "nopass", "~*", "&*", "+@all", "-subscribe")
    redis_server.execute_command("CLIENT", "KILL", "USER", "deaf")
    process = Process(_peers[2])
    process.start_anew()
    yield process
    redis_server.execute_command("ACL", "DELUSER", "deaf")
