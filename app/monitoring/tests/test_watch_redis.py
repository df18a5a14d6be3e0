"""The Redis monitor sees every role, and each trouble while it is there (M3)."""

import contextlib

import pytest
import redis

from monitoring.found import Look
from monitoring.models import Finding, Kind, Snapshot
from monitoring.watch import watch
from monitoring.watches.redis_servers import SHOWN, judge
from testing.waiting import wait_until

pytestmark = pytest.mark.django_db


def look():
    """Run the monitor; the open findings by key."""
    watch(Kind.REDIS)
    return {finding.key: finding for finding in Finding.objects.filter(closed_at=None)}


@pytest.fixture
def configured(redis_server):
    """Change the real server's configuration; it is put back."""
    before = {}

    def change(**values):
        for name, value in values.items():
            name = name.replace("_", "-")
            before.setdefault(name, redis_server.config_get(name)[name])
            redis_server.config_set(name, value)

    yield change
    for name, value in before.items():
        redis_server.config_set(name, value)


def test_every_role_is_looked_at(shards):
    """Each shard, sessions, long term and the broker, with the figures of the dashboard."""
    assert look() == {}
    servers = Snapshot.objects.get(kind=Kind.REDIS).data["servers"]
    assert set(servers) == {*(f"cache-{n}" for n in range(len(shards))), "sessions", "long-term", "broker"}
    for figures in servers.values():
        assert figures["used_memory"] > 0
        assert figures["connected_clients"] >= 1


def test_a_server_that_does_not_answer_and_its_return(shards):
    """Only its own finding; it closes when the server is back."""
    shards[1].cut()
    found = look()
    assert set(found) == {"redis:cache-1:down"}
    assert found["redis:cache-1:down"].level == "critical"
    shards[1].mend()
    wait_until(look, lambda found: "redis:cache-1:down" not in found)


def test_a_full_server_that_refuses_and_one_that_evicts(redis_server, configured, limits):
    """Full without eviction is critical, since writes fail; a cache that evicts is a warning, and says how much."""
    redis_server.set("ballast", b"x" * 2_000_000)
    used = redis_server.info("memory")["used_memory"]
    configured(maxmemory=used + 1_000_000, maxmemory_policy="noeviction")
    limits(redis_memory_percent=(50, 60), redis_evictions=(5, None))
    found = look()
    assert found["redis:broker:memory"].level == "critical"
    configured(maxmemory_policy="allkeys-lru")
    assert look()["redis:cache-0:memory"].level == "warning"
    with contextlib.suppress(redis.RedisError):
        for number in range(400):
            redis_server.set(f"more-{number}", b"x" * 20_000)
    found = look()
    assert "has evicted" in found["redis:cache-0:evictions"].what
    configured(maxmemory=0)
    redis_server.flushdb()
    assert {key for key in look() if ":memory" in key or ":evictions" in key} == set()


def test_a_hit_rate_below_the_limit_counts_with_enough_traffic_only(redis_server, settings, limits):
    """A thousand misses are a finding; a handful say nothing; hits end it."""
    limits(redis_slow_commands=(None, None))
    look()
    redis_server.mget([f"absent-{n}" for n in range(50)])
    assert look() == {}
    settings.MONITOR_MINIMA = {**settings.MONITOR_MINIMA, "lookups": 200}
    redis_server.mget([f"absent-{n}" for n in range(900)])
    found = look()
    assert found["redis:cache-0:hits"].measured < 80
    assert "redis:broker:hits" not in found
    redis_server.set("there", 1)
    redis_server.mget(["there"] * 2_000)
    assert {key for key in look() if key.endswith(":hits")} == set()


def test_slow_commands_are_counted_and_their_arguments_are_not_kept(redis_server, configured, limits):
    """The server's own slow log since the last look; names of commands only."""
    limits(redis_slow_commands=(3, None))
    look()
    configured(slowlog_log_slower_than=0)
    for _ in range(5):
        redis_server.set("private-key", "private-value")
    configured(slowlog_log_slower_than=10_000)
    found = look()
    assert "SET" in found["redis:long-term:slow"].what
    assert "private" not in str(Snapshot.objects.order_by("-at").first().data)
    assert "redis:long-term:slow" not in look()


def test_clients_near_the_limit(configured, limits):
    """Against maxclients."""
    limits(redis_clients_percent=(0.0001, None))
    assert "connections in use" in look()["redis:sessions:clients"].what
    limits(redis_clients_percent=(99, None))
    assert look() == {}


@pytest.mark.parametrize("field", ["rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"])
def test_a_server_that_cannot_save(redis_server, field):
    """Any of the three ways to its disk: critical. The real server's answer is judged with that one field changed.

    (A server lets nobody move its folder at run time, so its disk cannot be broken from here.)
    """
    info = redis_server.info("all")
    figures = {name: info.get(name) for name in SHOWN} | {"slow": [], "slowest_id": -1}
    well, ill = Look(), Look()
    judge(well, "broker", dict(figures), {})
    judge(ill, "broker", {**figures, field: "err"}, {})
    assert well.found == []
    (found,) = ill.found
    assert (found.key, found.level, field in found.what) == ("redis:broker:persistence", "critical", True)
