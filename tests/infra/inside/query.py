"""Run SQL as one of the app's database users, over the network, from one of its pods.

Arguments: mappings with host, user, password (name of a secret file), database, sslmode and sql. Prints, for each, a
mapping with rows, state (SQLSTATE, empty for a failed connection), error and tls.
"""

import json
import os
import sys
from pathlib import Path

import psycopg

SECRETS = Path("/run/secrets/rushhour")


def answer(query):
    """Connect anew and run one statement in a transaction of its own."""
    try:
        with psycopg.connect(
            host=query["host"],
            port=os.environ["DATABASE_PORT"],
            user=query["user"],
            password=(SECRETS / query["password"]).read_text().strip(),
            dbname=query["database"],
            sslmode=query.get("sslmode", "verify-full"),
            sslrootcert=os.environ["DATABASE_CA_FILE"],
            connect_timeout=5,
        ) as connection:
            cursor = connection.execute(query["sql"])
            rows = cursor.fetchall() if cursor.description else []
            tls = connection.pgconn.ssl_in_use
            return {"rows": [[str(value) for value in row] for row in rows], "state": "", "error": "", "tls": tls}
    except psycopg.Error as error:
        return {"rows": None, "state": error.sqlstate or "", "error": str(error), "tls": None}


print(json.dumps([answer(query) for query in json.loads(sys.argv[1])]))
