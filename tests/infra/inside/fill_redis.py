"""Fill a Redis server up to a share of its memory, or take out again what was put in.

Arguments: {"address", "password" (name of a secret file), "prefix", "share" (of maxmemory; 0 empties)}.
Prints {"used": bytes, "most": bytes, "written": n, "refused": n}. What is written expires by itself after ten minutes.
"""

import json
import os
import sys
from pathlib import Path

import redis

SECRETS = Path("/run/secrets/rushhour")
PIECE = os.urandom(64 << 10)
EXPIRES_SECONDS = 600
BATCH = 500


def client(server):
    """A connection that is checked as the app checks it."""
    host, port = server["address"].rsplit(":", 1)
    return redis.Redis(
        host=host,
        port=int(port),
        username=os.environ["REDIS_USER"],
        password=(SECRETS / server["password"]).read_text().strip(),
        ssl=True,
        ssl_ca_certs=os.environ["REDIS_CA_FILE"],
        socket_timeout=10,
    )


def main():
    """Write pieces until the server is that full, or refuses, or evicts as much as comes in."""
    (server,) = json.loads(sys.argv[1])
    connection = client(server)
    prefix = server["prefix"]
    most = connection.info("memory")["maxmemory"]
    written = refused = 0
    if not server["share"]:
        number = 0
        while connection.unlink(*(f"{prefix}:{n}" for n in range(number, number + BATCH))):
            number += BATCH
    while server["share"] and connection.info("memory")["used_memory"] < server["share"] * most:
        if written * len(PIECE) > 2 * most:
            break
        try:
            connection.set(f"{prefix}:{written}", PIECE, ex=EXPIRES_SECONDS)
            written += 1
        except redis.exceptions.OutOfMemoryError:
            refused += 1
            if refused > 3:
                break
    used = connection.info("memory")["used_memory"]
    print(json.dumps({"used": used, "most": most, "written": written, "refused": refused}))


main()
