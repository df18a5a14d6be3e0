"""However many miss a value at once, one rebuilds it (C4)."""

import os

from django.core.cache import cache, caches

from caching import process
from caching.memo import MISS_LOCK_SECONDS, MISS_WAIT_SECONDS, STALE_LOCK_SECONDS
from caching.tests.peer_calls import build_slowly, build_slowly_in_threads
from testing.peer import Peer
from testing.waiting import wait_until

MARK = "builds"
CALLS = "caching.tests.peer_calls"


def builds() -> int:
    """How often the value was built, in all processes."""
    return caches["long_term"].get(MARK) or 0


def test_200_threads_of_one_process_cause_one_build():
    """More than there are connections: they wait for one another, and get the one's value (C4, C2)."""
    answers = build_slowly_in_threads(MARK, 0.5, 200)
    assert {value for value, _ in answers} == {f"built by {os.getpid()}"}
    assert [layer for _, layer in answers].count("database") == 1
    assert builds() == 1


def test_200_misses_in_three_processes_cause_one_build(processes):
    """Processes know of one another through Redis alone (C4)."""
    for other in processes:
        other.peer.start(CALLS, "build_slowly_in_threads", MARK, 0.5, 67)
    answers = build_slowly_in_threads(MARK, 0.5, 66)
    for other in processes:
        answers += other.peer.result()
    assert len(answers) == 200
    assert len({value for value, _ in answers}) == 1
    assert builds() == 1


def test_a_rebuilder_that_dies_is_followed_by_one_other(processes):
    """It is killed in the middle: those who wait for it get a value that one of them builds (C4)."""
    with Peer() as rebuilder:
        rebuilder.start(CALLS, "build_slowly", MARK, 60)
        wait_until(builds, lambda number: number == 1)
        processes[0].peer.start(CALLS, "build_slowly_in_threads", MARK, 0.2, 5)
        rebuilder.kill()
        answers = build_slowly_in_threads(MARK, 0.2, 5) + processes[0].peer.result()
    assert len({value for value, _ in answers}) == 1
    assert builds() == 2


def test_a_rebuilder_that_dies_does_not_take_the_stale_value_with_it(redis_server):
    """While it is missing everyone gets the stale value; when its right to rebuild has ended, one rebuilds (C4)."""
    stale, _ = build_slowly(MARK, 0)
    age(redis_server)
    with Peer() as rebuilder:
        rebuilder.start(CALLS, "build_slowly", MARK, 60)
        wait_until(builds, lambda number: number == 2)
        rebuilder.kill()
    assert build_slowly_in_threads(MARK, 0, 10) == [[stale, "redis"]] * 10
    assert builds() == 2
    (lock,) = redis_server.scan_iter("*lock:*")
    assert 0 < redis_server.pttl(lock) <= STALE_LOCK_SECONDS * 1000
    redis_server.delete(lock)
    assert build_slowly(MARK, 0)[1] == "database"
    assert builds() == 3


def age(redis_server) -> None:
    """Let the lifetime of the value end, as if its time had passed."""
    (key,) = redis_server.scan_iter("*{test:*")
    entry = cache.client.decode(redis_server.get(key))
    redis_server.set(key, cache.client.encode({**entry, "fresh_until": 0}), keepttl=True)
    process.forget()


def test_those_who_wait_outlast_a_rebuilder_that_died():
    """A limit on patience that ended first would let all of them build beside the successor (C4)."""
    assert 2 * MISS_LOCK_SECONDS < MISS_WAIT_SECONDS
