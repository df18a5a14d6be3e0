"""One Redis role: its files, its pods, its certificate."""

from __future__ import annotations

import hashlib
import json

import pytest
from components.redis import server_names
from components.redis_config import redis_conf, users_acl
from recording import Recording

from topology import Topology
from topology.model.vocabulary import Persistence, Role

BROKER_CONF = """\
# TLS only: the plain port is closed. Clients prove themselves with a user and password, not a certificate.
port 0
tls-port 6379
tls-cert-file /run/secrets/redis-tls/tls.crt
tls-key-file /run/secrets/redis-tls/tls.key
tls-ca-cert-file /run/secrets/internal-ca/ca.crt
tls-auth-clients no
tls-protocols "TLSv1.3"
aclfile /run/secrets/redis-acl/users.acl
enable-protected-configs no
enable-debug-command no
enable-module-command no

maxmemory 2147483648
maxmemory-policy noeviction
# Freeing a large value must not hold up the other clients.
lazyfree-lazy-eviction yes
lazyfree-lazy-expire yes
lazyfree-lazy-user-del yes

dir /data
save ""
appendonly yes
appendfsync everysec

tcp-keepalive 60
slowlog-log-slower-than 10000
slowlog-max-len 256
latency-monitor-threshold 100
loglevel notice
"""


def test_broker_file_is_as_written_here() -> None:
    """Golden: a task must survive a restart and must never be evicted."""
    assert redis_conf(Topology().redis.broker) == BROKER_CONF


def test_caches_forget_and_sessions_do_not() -> None:
    """Each role's own policy, from the defaults of the topology (C2)."""
    redis = Topology().redis

    assert 'save ""\nappendonly no\n' in redis_conf(redis.cache)
    assert "maxmemory-policy allkeys-lru\n" in redis_conf(redis.cache)
    assert "appendonly yes\n" in redis_conf(redis.sessions)
    assert "save 900 1 60 10000\nappendonly no\n" in redis_conf(redis.long_term)


def test_users_hold_a_hash_and_the_least_rights() -> None:
    """Golden: the application without administration, a probe that may only PING, an exporter without keys (M3)."""
    digest, metrics = (hashlib.sha256(text).hexdigest() for text in (b"example", b"figures"))

    assert users_acl("example", "figures") == (
        "user default off resetpass resetkeys resetchannels -@all\n"
        f"user app on #{digest} ~* &* +@all -@admin -@dangerous "
        "+info +config|get +slowlog|get +slowlog|len +latency|latest\n"
        "user probe on nopass resetkeys resetchannels -@all +ping\n"
        f"user metrics on #{metrics} resetkeys resetchannels -@all "
        "+ping +info +slowlog|get +slowlog|len +latency|latest +latency|histogram\n"
    )


def test_names_cover_what_clients_and_probes_call() -> None:
    """Short, with the namespace, full; every shard; and localhost for the probe in the pod."""
    names = server_names(Role.REDIS_CACHE, 2, "shop")

    assert names[:4] == [
        "redis-cache-0.redis-cache",
        "redis-cache-0.redis-cache.shop",
        "redis-cache-0.redis-cache.shop.svc",
        "redis-cache-0.redis-cache.shop.svc.cluster.local",
    ]
    assert "redis-cache-1.redis-cache" in names
    assert names[-1] == "localhost"


def test_one_set_a_role_with_its_shards(stack: Recording, topology: Topology) -> None:
    """Replicas are shards, started together, for they know nothing of each other."""
    for role, node in topology.redis.by_role().items():
        spec = stack.of_kind("StatefulSet")[role]["spec"]
        assert spec["replicas"] == node.shards
        assert spec["podManagementPolicy"] == "Parallel"
        assert spec["serviceName"] == role


def test_what_persists_has_a_volume_and_what_does_not_has_none(stack: Recording, topology: Topology) -> None:
    """A cache on a disk would only slow its restart; a broker without one would lose tasks."""
    for role, node in topology.redis.by_role().items():
        claims = stack.of_kind("StatefulSet")[role]["spec"].get("volumeClaimTemplates", [])
        assert bool(claims) is (node.persistence is not Persistence.NONE), role
        for claim in claims:
            assert claim["spec"]["resources"]["requests"]["storage"] == node.storage
            assert claim["spec"].get("storageClassName") == topology.cluster.storage_class


def test_found_only_when_ready(stack: Recording, topology: Topology) -> None:
    """A shard that still loads its data has no name yet."""
    for role in topology.redis.by_role():
        spec = stack.of_kind("Service")[role]["spec"]
        assert spec["clusterIP"] == "None"
        assert spec["publishNotReadyAddresses"] is False


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_probes_speak_tls_and_hold_no_password(stack: Recording, probe: str) -> None:
    """They ask what a client asks, as a user who can do nothing else."""
    (container,) = stack.of_kind("StatefulSet")["redis-broker"]["spec"]["template"]["spec"]["containers"]
    command = container[probe]["exec"]["command"]

    assert command[:2] == ["redis-cli", "-e"]
    assert command[command.index("--user") + 1] == "probe"
    assert command[command.index("--cacert") + 1] == "/run/secrets/internal-ca/ca.crt"
    assert command[-1] == "ping"


def test_a_new_certificate_or_password_rolls_the_pods(stack: Recording) -> None:
    """Redis reads both at start only, so they are part of the pod's stamp: each role has one of its own."""
    sets = stack.of_kind("StatefulSet")
    stamps = [
        sets[role]["spec"]["template"]["metadata"]["annotations"]["rushhour/checksum"]
        for role in sets
        if "redis" in role
    ]

    assert len(set(stamps)) == 4


def test_password_in_the_acl_is_the_one_the_app_has(stack: Recording) -> None:
    """Hash and password come from one value."""
    password = stack.secret("app-secrets")["broker_password"]
    (metrics,) = set(json.loads(stack.secret("redis-exporter")["passwords.json"]).values())

    assert stack.secret("redis-broker-acl")["users.acl"] == users_acl(password, metrics)
