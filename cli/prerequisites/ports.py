"""The ports the embedded cluster publishes, and who holds them."""

import errno
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from cli import process
from cli.facts import Facts
from cli.prerequisites import Lack

# Our own cluster's processes: their pid files and sockets are there.
RUNNING = Path("/run/rushhour")


def free(facts: Facts, taken: Callable[[str, int], bool] | None = None) -> Iterator[Lack]:
    """No program listens on what the cluster publishes; the API server's own port may be held by our running cluster.

    The shop's ports are node ports: the packet filter answers there and no process of ours ever listens.
    """
    ask = taken or in_use
    wanted = {
        facts.https_port: "the shop over HTTPS",
        facts.http_port: "the redirect to HTTPS",
    }
    for port, purpose in wanted.items():
        if ask("127.0.0.1", port):
            yield Lack(
                f"port {port} on 127.0.0.1: {holder(port)} listens there",
                f"it is for {purpose}",
                f"stop that program, or set rushhour:site.{_key(facts, port)} in Pulumi.{facts.stack}.yaml",
            )
    if not ours() and ask(facts.node_address, facts.api_port):
        yield Lack(
            f"port {facts.api_port} on {facts.node_address}: {holder(facts.api_port)} listens there",
            "it is for the embedded cluster's API server",
            "stop that program; `make down` in the checkout that started it removes another embedded cluster",
        )


def ours() -> bool:
    """Whether an embedded cluster of Rushhour is running here."""
    status, _, _ = process.capture(["pgrep", "--full", f"kube-apiserver .*{RUNNING.name}"])
    return status == 0


def in_use(address: str, port: int) -> bool:
    """Whether binding would fail because somebody listens; an address the machine lacks is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def holder(port: int) -> str:
    """The program that listens on `port`, as far as `ss` tells."""
    _, out, _ = process.capture(["ss", "-Hltnp", f"sport = :{port}"])
    parts = out.split('users:(("')
    return parts[1].split('"')[0] if len(parts) > 1 else "another program"


def _key(facts: Facts, port: int) -> str:
    return "httpsPort" if port == facts.https_port else "httpPort"
