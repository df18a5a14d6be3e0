"""The memory of a process in front of Redis: what others change is forgotten, and its time is short (C9, C1)."""

import pytest
from django.core.cache import cache

from caching import generations, process
from caching.memo import Layer, remember
from databases import routing
from testing.waiting import wait_until


def read(build, *, seconds=60, tags=("tag",)):
    """One read of a value."""
    return remember("test", "value", build, tags=tags, seconds=seconds)


@pytest.fixture
def may_lag():
    """The test is a request that may read a replica."""
    with routing.request_route(pinned_to_primary=False):
        yield


def commands(redis_server, *names):
    """How often Redis has carried out each of the commands."""
    found = redis_server.info("commandstats")
    return [found.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in names]


def test_a_value_read_twice_is_in_memory_the_third_time(redis_server):
    """Database, Redis, process; what is asked for once never takes memory (C1, C9)."""
    layers = [read(lambda: {"n": 1}).layer for _ in range(3)]
    assert layers == [Layer.DATABASE, Layer.REDIS, Layer.PROCESS]


def test_a_request_that_may_lag_asks_redis_nothing(redis_server, may_lag):
    """With the number in memory too, a hit costs no round trip (C9)."""
    for _ in range(2):
        read(lambda: 1)
    before = commands(redis_server, "get", "mget")
    assert read(lambda: 2).layer is Layer.PROCESS
    assert commands(redis_server, "get", "mget") == before


def test_everyone_else_asks_for_the_number(redis_server):
    """Tasks, and visitors who have just written, cost one question and no value (C9)."""
    for _ in range(2):
        read(lambda: 1)
    for route in ({"pinned_to_primary": True}, {"pinned_to_primary": False, "needs": 1}):
        before = commands(redis_server, "get", "mget")
        with routing.request_route(**route):
            assert read(lambda: 2).layer is Layer.PROCESS
        assert commands(redis_server, "get", "mget") == [before[0], before[1] + 1]


def test_nobody_can_change_what_is_remembered():
    """Each reader gets a copy: what one view does to its data is not in the next one's (C9, O5)."""
    for _ in range(2):
        read(lambda: {"cards": [1]})
    read(lambda: None).value["cards"].append("mine")
    assert read(lambda: None).value == {"cards": [1]}


def test_a_fresh_memory_does_not_lengthen_a_lifetime(settings):
    """A value is never served from memory after its time in Redis is over (C9)."""
    settings.CACHE_TTL = {**settings.CACHE_TTL, "process": 600}
    process.memory().keep("key", 1, fresh_until=0)
    assert process.memory().read("key") is None


def test_a_number_read_before_a_change_is_not_noted_after_it():
    """The answer that was on its way while another process told of its change is not remembered (C9)."""
    memory = process.memory()
    changes = memory.changes
    memory.forget_numbers(["tag"], by="other")
    memory.learn({"tag": generations.Generation(1, 0)}, changes=changes)
    assert memory.known(["tag"]) == {}
    memory.learn({"tag": generations.Generation(2, 0)}, changes=memory.changes)
    assert memory.known(["tag"]) == {"tag": (2, 0)}


def test_another_process_hears_of_a_change(processes):
    """A changes; B, whose memory would last ten minutes, answers the new value with its next reads (C9)."""
    a, b = processes
    wait_until(lambda: b.warm("old"), lambda seen: seen == ["old", "process"])
    a.change()
    wait_until(lambda: b.read("new"), lambda seen: seen[0] == "new")


def test_what_is_kept_elsewhere_is_never_made_of_old_numbers(processes, deaf_process):
    """A page for the edge is exact even while nothing is heard: it would be kept far longer (C9, C7)."""
    assert deaf_process.warm("old") == ["old", "process"]
    processes[0].change()
    assert deaf_process.read("new") == ["old", "process"]
    assert deaf_process.read_for_the_edge("new")[0] == "new"


def test_without_hearing_the_lifetime_ends_what_is_old(processes, deaf_process):
    """Nothing is heard: what is in memory is old for its lifetime of a second, and no longer (C9)."""
    deaf_process.set_process_lifetime(1)
    assert deaf_process.warm("old") == ["old", "process"]
    processes[0].change()
    wait_until(lambda: deaf_process.read("new"), lambda seen: seen[0] == "new")


def test_a_subscription_comes_back_by_itself(processes, deaf_process, redis_server):
    """After the gap everything that was known is forgotten, since what was told meanwhile is lost (C9)."""
    assert deaf_process.warm("old") == ["old", "process"]
    processes[0].change()
    assert deaf_process.read("new") == ["old", "process"]
    redis_server.execute_command("ACL", "SETUSER", "deaf", "+subscribe")
    wait_until(lambda: deaf_process.read("new"), lambda seen: seen[0] == "new")


@pytest.mark.django_db
def test_a_shard_that_could_not_be_told_is_told_when_it_is_back(shards):
    """It kept its memory and missed a change: the old value is not served for the rest of its lifetime (C7, C2)."""
    client = cache.client
    breaker = client.get_server(client.make_key("generation:tag")).breaker
    (shard,) = [shard for shard in shards if shard.address == breaker.server]
    assert read(lambda: "old").value == "old"
    shard.cut()
    generations.bump(["tag"])
    shard.mend()
    wait_until(lambda: (breaker.is_open, generations.owed._tags), lambda seen: seen == (False, set()))
    assert read(lambda: "new").value == "new"
    assert read(lambda: "newer").value == "new"
