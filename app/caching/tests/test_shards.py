"""The sharded cache: one dead shard is a miss for its own keys, at once, until it is back (C2)."""

import time
from statistics import median

from django.core.cache import cache

from resilience.breaker import LATE_ANSWERS
from testing.waiting import wait_until

KEYS = [f"key-{n}" for n in range(300)]


def shard_of(key: str) -> str:
    """host:port of the shard that holds the key."""
    client = cache.client
    return client.get_server(client.make_key(key)).breaker.server


def test_keys_are_spread_over_all_shards_and_found_again():
    """No shard holds less than a tenth of the keys, and set_many/get_many agree."""
    assert cache.set_many({key: {"n": key} for key in KEYS}) == []
    assert cache.get_many(KEYS) == {key: {"n": key} for key in KEYS}
    holders = [shard_of(key) for key in KEYS]
    assert len(set(holders)) == 3
    assert min(holders.count(shard) for shard in set(holders)) >= len(KEYS) // 10


def test_values_are_compressed_msgpack(redis_server):
    """No pickle lies in Redis: whoever could write there could run code here."""
    cache.set("key", {"name": "bowl " * 50})
    raw = redis_server.get(cache.make_key("key"))
    assert raw.startswith(b"\x78")
    assert len(raw) < 100


def test_a_dead_shard_affects_its_own_keys_only_and_costs_milliseconds(shards):
    """Other keys are served, its own are misses, and once it is known to be dead nobody waits for it."""
    cache.set_many(dict.fromkeys(KEYS, 1))
    shards[0].cut()
    found = cache.get_many(KEYS)
    dead = [key for key in KEYS if shard_of(key) == shards[0].address]
    assert found == dict.fromkeys([key for key in KEYS if key not in dead], 1)

    taken = []
    for key in dead[:50]:
        started = time.perf_counter()
        assert cache.get(key) is None
        assert not cache.add(key, 2)
        taken.append(time.perf_counter() - started)
    # Measured: some hundredths of a millisecond (bench/cache_layers.py). A time-out each would be half a second.
    assert median(taken) < 0.05
    assert set(cache.set_many(dict.fromkeys(KEYS, 2))) == set(dead)


def test_a_shard_rejoins_by_itself(shards):
    """Mended, it serves its keys again without a restart and without a request that fails."""
    mine = next(key for key in KEYS if shard_of(key) == shards[1].address)
    cache.set(mine, 1)
    shards[1].cut()
    assert cache.get(mine) is None
    shards[1].mend()
    wait_until(lambda: cache.get(mine), lambda value: value == 1)


def test_pages_survive_all_shards_being_dead(shop, site, shards):
    """Without any cache the shop still answers, from the database."""
    for proxy in shards:
        proxy.cut()
    for path in ("/", "/?category=garden", "/products/spade/"):
        answer = site.get(path)
        assert answer.status_code == 200
        assert answer["X-Cache-Layer"] == "database"


def test_a_late_answer_is_a_miss_and_only_several_take_the_shard_out_of_use(shards):
    """A slow moment is one miss; a shard that stays silent is given up, and found again when it answers (C2)."""
    mine = next(key for key in KEYS if shard_of(key) == shards[1].address)
    cache.set(mine, 1)
    breaker = cache.client.get_server(cache.client.make_key(mine)).breaker
    shards[1].hold()
    seen = []
    for _ in range(LATE_ANSWERS):
        seen.append(breaker.is_open)
        assert cache.get(mine) is None
    assert seen == [False] * LATE_ANSWERS
    assert breaker.is_open
    shards[1].mend()
    wait_until(lambda: cache.get(mine), lambda value: value == 1)
