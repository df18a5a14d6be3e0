"""Who answered how often: exact, cheap, summed over processes, and without listing keys (C4, C1)."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django_redis import get_redis_connection

from caching import selectors
from caching import statistics as module
from caching.layers import Layer
from caching.memo import remember
from caching.statistics import MOST_KINDS, Statistics, statistics, window_key
from testing.waiting import wait_until


@pytest.fixture(autouse=True)
def nothing_counted():
    """Counts of earlier tests are not this test's."""
    statistics.forget()


def read(name, kind="test"):
    """One read."""
    return remember(kind, name, lambda: 1, tags=["tag"], seconds=60)


def output(*arguments, capsys):
    """What the command prints."""
    call_command("cache_statistics", *arguments)
    return capsys.readouterr().out


def test_answers_are_summed_by_kind_and_layer(capsys):
    """One built, one from Redis, two from memory: a hit rate of three quarters, as JSON and as a table (C4, C1)."""
    for _ in range(4):
        read("a")
    found = json.loads(output("--json", capsys=capsys))["answers"]
    assert found == [
        {
            "kind": "test",
            "layers": {"view": 0, "process": 2, "redis": 1, "database": 1},
            "total": 4,
            "hit_rate": 0.75,
        }
    ]
    table = output(capsys=capsys).splitlines()
    assert table[0].split() == ["kind", "view", "process", "redis", "database", "hit", "rate"]
    assert table[1].split() == ["test", "0", "2", "1", "1", "75.0%"]


def test_every_server_of_the_caches_is_listed_with_its_memory(capsys, shards):
    """Also one that is away, which is said and does not end the command (C4, C2)."""
    shards[1].cut()
    servers = json.loads(output("--json", capsys=capsys))["servers"]
    assert [each["cache"] for each in servers] == ["cache-0", "cache-1", "cache-2", "sessions", "long-term"]
    assert [each["server"] for each in servers[:3]] == [shard.address for shard in shards]
    assert [each["reachable"] for each in servers[:3]] == [True, False, True]
    assert all(each["used_bytes"] > 100_000 for each in servers if each["reachable"])
    assert f"cache-1 {shards[1].address}" in output(capsys=capsys)
    assert "away" in output(capsys=capsys)


def test_no_count_is_lost_among_threads():
    """The sums are INCRs of what each thread counted (C4)."""
    own = Statistics()
    with ThreadPoolExecutor(20) as pool:
        for _ in range(20):
            pool.submit(lambda: [own.count("test", Layer.REDIS) or own.flush() for _ in range(50)])
    own.flush()
    assert get_redis_connection("long_term").hgetall(window_key(time.time())) == {b"redis|test": b"1000"}


def test_processes_add_to_the_same_sums(processes):
    """Each counts for itself and adds with its own pipeline, without being asked (C4)."""
    for process in processes:
        process.count("test", 30)
    read("a")
    wait_until(lambda: selectors.answers(hours=1)[0].total, lambda total: total == 61)


def test_counting_costs_a_round_trip_only_now_and_then(redis_server):
    """100 answers are at most one addition (C4)."""
    read("a")
    statistics.flush()
    before = redis_server.info("commandstats")["cmdstat_hincrby"]["calls"]
    for _ in range(100):
        read("a")
    assert redis_server.info("commandstats")["cmdstat_hincrby"]["calls"] - before <= 2


def test_counts_wait_for_a_redis_that_is_away(monkeypatch):
    """They are added when it is back, and the answer that found out fails nobody (C4)."""
    own = Statistics()
    own.count("test", Layer.VIEW)
    with monkeypatch.context() as patched:
        patched.setattr(module, "get_redis_connection", lambda alias: unreachable())
        own.flush()
    own.count("test", Layer.VIEW)
    own.flush()
    assert get_redis_connection("long_term").hgetall(window_key(time.time())) == {b"view|test": b"2"}


def unreachable():
    """A connection to a server that is not there."""
    import redis

    return redis.Redis(port=1)


def test_kinds_made_of_data_do_not_fill_the_metrics():
    """Past a limit they are counted together: labels stay bounded, whatever the code does (C4, M1)."""
    own = Statistics()
    for number in range(MOST_KINDS + 50):
        own.count(f"product.{number}", Layer.REDIS)
    own.flush()
    sums = get_redis_connection("long_term").hgetall(window_key(time.time()))
    assert len(sums) == MOST_KINDS + 1
    assert sums[b"redis|other"] == b"50"


@pytest.mark.parametrize("hours", ["0", "49"])
def test_hours_that_are_not_kept_are_refused(hours):
    """With what can be asked for (C4)."""
    with pytest.raises(CommandError, match="give 1 to 48"):
        call_command("cache_statistics", "--hours", hours)


def test_no_command_lists_keys(redis_server, capsys):
    """Reading, counting, invalidating and reporting run neither KEYS nor SCAN (C4)."""
    redis_server.config_resetstat()
    read("a")
    output("--hours", "48", capsys=capsys)
    assert not {"cmdstat_keys", "cmdstat_scan"} & set(redis_server.info("commandstats"))
