"""Redis's own files: redis.conf and users.acl."""

from __future__ import annotations

import hashlib

from topology.model.quantity import bytes_of
from topology.model.redis import RedisNode
from topology.model.vocabulary import Persistence
from topology.ports import Port
from topology.render.app_environment import REDIS_APP_USER
from topology.render.scrape import REDIS_USER

CONFIG_DIRECTORY = "/etc/redis"
ACL_DIRECTORY = "/run/secrets/redis-acl"
TLS_DIRECTORY = "/run/secrets/redis-tls"
CA_DIRECTORY = "/run/secrets/internal-ca"
DATA_DIRECTORY = "/data"

PROBE_USER = "probe"
# What the exporter asks (topology/render/scrape.py): figures, and no key's name or value. It sees the arguments of slow
# commands, and does not pass them on.
_FIGURES = ("ping", "info", "slowlog|get", "slowlog|len", "latency|latest", "latency|histogram")
# What the monitoring of the app reads, out of the categories it may not use otherwise (M3).
_READ_ONLY_ADMINISTRATION = ("info", "config|get", "slowlog|get", "slowlog|len", "latency|latest")

_PERSISTENCE = {
    Persistence.NONE: ('save ""', "appendonly no"),
    # After 15 minutes with a change, or 1 minute with 10,000: a cache that may lose its last minutes.
    Persistence.SNAPSHOT: ("save 900 1 60 10000", "appendonly no"),
    # At most a second of writes is lost when the machine dies, none when only Redis does.
    Persistence.APPEND_ONLY: ('save ""', "appendonly yes", "appendfsync everysec"),
}


def redis_conf(node: RedisNode) -> str:
    """redis.conf of one role. Passwords are not in it: they are hashes in users.acl."""
    lines = (
        "# TLS only: the plain port is closed. Clients prove themselves with a user and password, not a certificate.",
        "port 0",
        f"tls-port {Port.REDIS}",
        f"tls-cert-file {TLS_DIRECTORY}/tls.crt",
        f"tls-key-file {TLS_DIRECTORY}/tls.key",
        f"tls-ca-cert-file {CA_DIRECTORY}/ca.crt",
        "tls-auth-clients no",
        'tls-protocols "TLSv1.3"',
        f"aclfile {ACL_DIRECTORY}/users.acl",
        "enable-protected-configs no",
        "enable-debug-command no",
        "enable-module-command no",
        "",
        f"maxmemory {bytes_of(node.max_memory)}",
        f"maxmemory-policy {node.eviction}",
        "# Freeing a large value must not hold up the other clients.",
        "lazyfree-lazy-eviction yes",
        "lazyfree-lazy-expire yes",
        "lazyfree-lazy-user-del yes",
        "",
        f"dir {DATA_DIRECTORY}",
        *_PERSISTENCE[node.persistence],
        "",
        "tcp-keepalive 60",
        "slowlog-log-slower-than 10000",
        "slowlog-max-len 256",
        "latency-monitor-threshold 100",
        "loglevel notice",
    )
    return "\n".join(lines) + "\n"


def users_acl(app_password: str, metrics_password: str) -> str:
    """users.acl: nobody by default, the application without administration, a probe that may only PING, and metrics.

    Args:
        app_password: plain text; only its hash is written.
        metrics_password: the exporter's; likewise.
    """
    digest, exporter = (hashlib.sha256(text.encode()).hexdigest() for text in (app_password, metrics_password))
    figures = " ".join(f"+{command}" for command in _FIGURES)
    reads = " ".join(f"+{command}" for command in _READ_ONLY_ADMINISTRATION)
    return (
        "user default off resetpass resetkeys resetchannels -@all\n"
        f"user {REDIS_APP_USER} on #{digest} ~* &* +@all -@admin -@dangerous {reads}\n"
        f"user {PROBE_USER} on nopass resetkeys resetchannels -@all +ping\n"
        f"user {REDIS_USER} on #{exporter} resetkeys resetchannels -@all {figures}\n"
    )
