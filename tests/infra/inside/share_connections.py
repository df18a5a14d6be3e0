"""Open many client connections at once, use each once, and count the server processes they were given.

Arguments: host, user, database, how many. Prints {"clients": n, "backends": n}.
"""

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg

host, user, database, count = json.loads(sys.argv[1])
password = Path("/run/secrets/rushhour/database_password").read_text().strip()

with ExitStack() as stack:
    connections = [
        stack.enter_context(
            psycopg.connect(
                host=host,
                port=os.environ["DATABASE_PORT"],
                user=user,
                password=password,
                dbname=database,
                sslmode="verify-full",
                sslrootcert=os.environ["DATABASE_CA_FILE"],
                connect_timeout=10,
                autocommit=True,
            )
        )
        for _ in range(count)
    ]
    backends = {connection.execute("SELECT pg_backend_pid()").fetchone()[0] for connection in connections}
    print(json.dumps({"clients": len(connections), "backends": len(backends)}))
