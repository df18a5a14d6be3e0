"""The exporter's image against the Redis image, both as the stack runs them (M3)."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from components.redis_config import users_acl
from components.redis_exporter import arguments

from tests.images.container import Container, wait_until

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]
Ports = Callable[[], int]


def started_redis(container: Containers, certificates: Path, port: int, tmp_path: Path) -> None:
    """A Redis with the stack's users, over TLS only."""
    redis, acl = container("redis"), tmp_path / "users.acl"
    acl.write_text(users_acl("app-password", "metrics-password"))
    redis.mount(certificates, "/tls")
    redis.mount(acl, "/acl/users.acl")
    command = (
        f"--port 0 --bind 127.0.0.1 --tls-port {port} --aclfile /acl/users.acl --dir /tmp --tls-auth-clients no "
        "--tls-cert-file /tls/tls.crt --tls-key-file /tls/tls.key --tls-ca-cert-file /tls/ca.crt --maxmemory 50mb"
    )
    redis.start(*redis.entrypoint(*command.split(), "--save", ""), log=tmp_path / "redis.log")


def test_the_exporter_reads_figures_over_tls_and_only_where_it_has_a_password(
    container: Containers, certificates: Path, free_port: Ports, tmp_path: Path
) -> None:
    """With the stack's own users and command line: figures come, and another address gets no password (M3, O5)."""
    exporter, redis_port, port = container("redis-exporter"), free_port(), free_port()
    started_redis(container, certificates, redis_port, tmp_path)
    target = f"rediss://metrics@localhost:{redis_port}"
    passwords = tmp_path / "passwords.json"
    passwords.write_text(json.dumps({target: "metrics-password"}))
    places = {
        "/run/secrets/redis-metrics/passwords.json": passwords,
        "/run/secrets/internal-ca/ca.crt": certificates / "ca.crt",
    }
    for place, source in places.items():
        exporter.mount(source, place)
    given = [f"-web.listen-address=127.0.0.1:{port}" if "listen" in a else a for a in arguments()]
    exporter.start(*exporter.entrypoint(*given), log=tmp_path / "exporter.log")

    def asked(about: str) -> str:
        return httpx.get(f"http://127.0.0.1:{port}/scrape", params={"target": about}, timeout=20).text

    def up() -> bool:
        try:
            return "\nredis_up 1\n" in asked(target)
        except httpx.TransportError:
            return False

    wait_until(up, "the exporter reads Redis", tmp_path / "exporter.log")
    told = asked(target)
    assert "redis_memory_max_bytes 5.24288e+07" in told
    for name in (
        "redis_keyspace_hits_total",
        "redis_evicted_keys_total",
        "redis_slowlog_last_id",
        "redis_connected_clients",
    ):
        assert f"\n{name}" in told, name
    assert "\nredis_up 0\n" in asked(f"rediss://metrics@127.0.0.1:{redis_port}"), "an address it has no password for"
