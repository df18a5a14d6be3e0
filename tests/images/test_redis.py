"""The Redis image, as a StatefulSet of the stack runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images.container import Container, wait_until

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]


def test_redis_speaks_tls_only_and_checks_passwords(
    container: Containers, certificates: Path, free_port: Ports, tmp_path: Path
) -> None:
    """A client with the CA and a password is served; one without TLS or without a password is not (C2)."""
    redis, port = container("redis"), str(free_port())
    acl = tmp_path / "users.acl"
    acl.write_text("user default off\nuser probe on >example +ping\n")
    redis.mount(certificates, "/tls")
    redis.mount(acl, "/acl/users.acl")
    data = tmp_path / "data"
    data.mkdir()
    redis.mount(data, "/data", read_only=False)
    redis.start(
        *redis.entrypoint(
            "--port", "0", "--bind", "127.0.0.1", "--tls-port", port, "--aclfile", "/acl/users.acl",
            "--appendonly", "yes",
            "--tls-cert-file", "/tls/tls.crt", "--tls-key-file", "/tls/tls.key", "--tls-ca-cert-file", "/tls/ca.crt",
            "--tls-auth-clients", "no", "--dir", "/data",
        ),
        log=tmp_path / "redis.log",
    )  # fmt: skip

    def ping(*options: str) -> str:
        ended = redis.run("redis-cli", "-h", "localhost", "-p", port, *options, "ping", check=False)
        return ended.stdout + ended.stderr

    tls = ("--tls", "--cacert", "/tls/ca.crt")
    wait_until(
        lambda: "PONG" in ping(*tls, "--user", "probe", "--pass", "example", "--no-auth-warning"),
        "redis answers over TLS",
        tmp_path / "redis.log",
    )
    assert "NOAUTH" in ping(*tls)
    assert "PONG" not in ping("--user", "probe", "--pass", "example")
    assert (data / "appendonlydir").stat().st_uid == 999
