"""Send one statement again and again over several of the app's pooled connections, in turns, as requests do.

Argument: how many connections. Prints {"connections": n, "answers": [each value once], "prepared": m}: how many of the
server connections that were met had the statement prepared.
"""

import json
import sys
from contextlib import ExitStack

import django
from config.profile import use_profile

use_profile()
django.setup()

from django.db import connections  # noqa: E402 - Django has to be set up first

TURNS = 12
STATEMENT = "SELECT slug FROM catalogue_category WHERE id = %s"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT slug FROM catalogue_category%%'"


def main():
    (count,) = json.loads(sys.argv[1])
    pool = connections["default"].pool
    pool.open()
    with ExitStack() as stack:
        clients = [stack.enter_context(pool.connection()) for _ in range(count)]
        key = clients[0].execute("SELECT min(id) FROM catalogue_category").fetchone()[0]
        answers = {client.execute(STATEMENT, [key]).fetchone()[0] for _ in range(TURNS) for client in clients}
        prepared = [client.execute(PREPARED).fetchone()[0] for client in clients]
    print(json.dumps({"connections": count, "answers": sorted(answers), "prepared": sum(map(bool, prepared))}))


main()
