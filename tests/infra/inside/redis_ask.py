"""Send commands to Redis servers over verified TLS, from one of the app's pods.

Arguments: mappings with address, commands (lists of words), and optionally user and password (name of a secret file).
Prints, for each, the list of answers: {"value": ...} or {"error": ...}.
"""

import json
import os
import sys
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SECRETS = Path("/run/secrets/rushhour")


def client(server):
    """A connection that is checked as the app checks it."""
    host, port = server["address"].rsplit(":", 1)
    secret = server.get("password")
    return redis.Redis(
        host=host,
        port=int(port),
        username=server.get("user", os.environ["REDIS_USER"]) if secret else None,
        password=(SECRETS / secret).read_text().strip() if secret else None,
        ssl=True,
        ssl_ca_certs=os.environ["REDIS_CA_FILE"],
        ssl_cert_reqs="required",
        ssl_check_hostname=True,
        socket_timeout=5,
        socket_connect_timeout=5,
        decode_responses=True,
        # A refusal is an answer here: it is not asked for again, and not hidden behind a failed handshake.
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )


def answer(connection, words):
    """One command's answer."""
    try:
        return {"value": connection.execute_command(*words)}
    except redis.RedisError as error:
        return {"error": f"{type(error).__name__}: {error}"}


def answers(server):
    """All commands' answers, over one connection."""
    connection = client(server)
    try:
        return [answer(connection, words) for words in server["commands"]]
    finally:
        connection.close()


print(json.dumps([answers(server) for server in json.loads(sys.argv[1])], default=str))
