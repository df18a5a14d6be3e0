"""Print the settings of every Redis the app uses: role to a list of servers. Runs in a web pod, from standard input."""

import json
import os
from pathlib import Path

import redis

SECRETS = Path("/run/secrets/rushhour")
ROLES = {
    "redis-cache": (os.environ["CACHE_SHARDS"], "cache_password"),
    "redis-sessions": (os.environ["SESSIONS_ADDRESS"], "sessions_password"),
    "redis-long-term": (os.environ["LONG_TERM_ADDRESS"], "long_term_password"),
    "redis-broker": (os.environ["BROKER_ADDRESS"], "broker_password"),
}


def settings(address: str, password: str) -> dict[str, object]:
    """What the server says about itself, over verified TLS."""
    host, port = address.rsplit(":", 1)
    server = redis.Redis(
        host=host,
        port=int(port),
        username=os.environ["REDIS_USER"],
        password=(SECRETS / password).read_text().strip(),
        ssl=True,
        ssl_ca_certs=os.environ["REDIS_CA_FILE"],
        ssl_cert_reqs="required",
        socket_timeout=5,
        decode_responses=True,
    )
    memory, persistence = server.info("memory"), server.info("persistence")
    return {
        "maxmemory": memory["maxmemory"],
        "maxmemory_policy": memory["maxmemory_policy"],
        "append_only": bool(persistence["aof_enabled"]),
        "snapshots": server.config_get("save")["save"] != "",
    }


print(json.dumps({role: [settings(a, secret) for a in text.split(",")] for role, (text, secret) in ROLES.items()}))
