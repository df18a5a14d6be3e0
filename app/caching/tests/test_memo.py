"""A value is built once, shared, invalidated by its tags, and rebuilt by one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import transaction

from caching import generations
from caching.memo import Layer, jittered, remember


def read(build, *, name="a", tags=("tag",), seconds=60):
    """One read of the value `kind:name`."""
    return remember("kind", name, build, tags=tags, seconds=seconds)


def test_the_second_read_is_from_redis_and_builds_nothing():
    """First the database, then the cache."""
    assert read(lambda: {"n": 1}).layer is Layer.DATABASE
    second = read(lambda: pytest.fail("built again"))
    assert (second.layer, second.value) == (Layer.REDIS, {"n": 1})


@pytest.mark.django_db
def test_bumping_one_tag_forgets_what_depends_on_it_and_nothing_else():
    """Values under another tag stay."""
    read(lambda: 1, name="a", tags=["one"])
    read(lambda: 1, name="b", tags=["two"])
    generations.bump(["one"])
    assert read(lambda: 2, name="a", tags=["one"]).value == 2
    assert read(lambda: 2, name="b", tags=["two"]).value == 1


def test_a_lost_generation_does_not_bring_old_values_back(redis_server):
    """Evicting the number invalidates; it never returns to one that was used before."""
    read(lambda: "old", tags=["tag"])
    redis_server.delete(cache.make_key("generation:tag"))
    assert read(lambda: "new", tags=["tag"]).value == "new"


@pytest.mark.django_db
def test_invalidation_waits_for_the_commit():
    """A transaction that is rolled back forgets nothing; one that commits does."""
    read(lambda: "old")
    with transaction.atomic():
        generations.bump_on_commit(["tag"])
        transaction.set_rollback(True)
    assert read(lambda: "new").value == "old"
    with transaction.atomic():
        generations.bump_on_commit(["tag"])
        assert read(lambda: "new").value == "old"
    assert read(lambda: "new").value == "new"


def test_simultaneous_misses_cause_one_build():
    """30 readers of a value nobody has: one builds, the others wait for it."""
    started = threading.Barrier(30)
    built = []
    finish = threading.Event()

    def build():
        built.append(1)
        finish.wait(5)
        return "value"

    def reader(n):
        started.wait(5)
        return read(build).value

    with ThreadPoolExecutor(30) as pool:
        readers = [pool.submit(reader, n) for n in range(30)]
        threading.Timer(0.2, finish.set).start()
        assert {future.result(10) for future in readers} == {"value"}
    assert len(built) == 1


def test_a_stale_value_is_served_while_one_rebuilds():
    """Past its lifetime a value is rebuilt by the first reader; the second gets the stale one without waiting."""
    read(lambda: "old", seconds=1)
    entry_key = next(key for key in cache.client.get_server("x").scan_iter("*kind:*") if b"lock" not in key)
    raw = cache.client.decode(cache.client.get_server("x").get(entry_key))
    raw["fresh_until"] = 0
    cache.client.get_server("x").set(entry_key, cache.client.encode(raw))
    seen = []

    def rebuild():
        seen.append(read(lambda: pytest.fail("second rebuild"), seconds=1))
        return "new"

    assert read(rebuild, seconds=1).value == "new"
    assert (seen[0].value, seen[0].layer) == ("old", Layer.REDIS)


def test_a_build_that_fails_lets_the_next_reader_try():
    """The rebuild lock is not left behind."""
    with pytest.raises(ZeroDivisionError):
        read(lambda: 1 / 0)
    assert read(lambda: "value").value == "value"


def test_lifetimes_differ_a_little(settings):
    """Jitter shortens by at most its percentage and never lengthens."""
    lifetimes = {jittered(1000) for _ in range(200)}
    assert len(lifetimes) > 100
    lowest = 1000 * (1 - settings.CACHE_TTL["jitter_percent"] / 100)
    assert min(lifetimes) >= lowest
    assert max(lifetimes) <= 1000
