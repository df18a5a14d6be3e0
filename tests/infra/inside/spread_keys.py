"""Write keys through the app's own cache, and find where each of them lies.

Arguments: how many keys. Prints {"written": n, "unread": n, "misplaced": [...], "per_shard": {shard: n}}. The keys are
deleted afterwards.
"""

import json
import sys
import uuid

import django
from config.profile import use_profile

use_profile()
django.setup()

from django.core.cache import cache  # noqa: E402 - Django has to be set up first


def main():
    (count,) = json.loads(sys.argv[1])
    run = uuid.uuid4().hex
    data = {f"verify:{run}:{number}": number for number in range(count)}
    failed = cache.set_many(data, timeout=120)
    client = cache.client
    read = cache.get_many(list(data))
    misplaced, per_shard = [], dict.fromkeys(client._serverdict, 0)
    for key in data:
        made = client.make_key(key)
        home = client.get_server_name(made)
        holders = [name for name, server in client._serverdict.items() if server.exists(made)]
        per_shard[home] += 1
        if holders != [home]:
            misplaced.append({"key": str(made), "home": home, "found_on": holders})
    cache.delete_many(list(data))
    left = [key for key in data if cache.get(key) is not None]
    unread = sum(1 for key, value in data.items() if read.get(key) != value)
    report = {"written": count - len(failed), "unread": unread, "misplaced": misplaced[:5], "left": left[:5]}
    print(json.dumps({**report, "per_shard": per_shard}))


main()
