"""The sharded cache behaves like a dictionary with deadlines, whichever shard a key is on (C2)."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from caching.tests.test_shards import KEYS, shard_of

NAMES = [f"name:{number}" for number in range(12)]
ONE = st.sampled_from(NAMES)
SOME = st.lists(ONE, max_size=6, unique=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
#: seconds: for ever, far away, and over at once
TIMEOUTS = st.sampled_from([None, 600, 0, -1])


class CacheMachine(RuleBasedStateMachine):
    """Against a dictionary; a deadline that is over at once is no entry."""

    @initialize()
    def empty(self):
        """Nothing is on any shard."""
        cache.clear()
        self.model = {}

    def _store(self, key, value, timeout):
        if timeout is not None and timeout <= 0:
            self.model.pop(key, None)
        else:
            self.model[key] = value

    @rule(key=ONE, value=VALUES, timeout=TIMEOUTS)
    def set(self, key, value, timeout):
        """The last value counts."""
        cache.set(key, value, timeout=timeout)
        self._store(key, value, timeout)

    @rule(key=ONE, value=VALUES)
    def add(self, key, value):
        """Only where there is none."""
        assert cache.add(key, value, timeout=600) is (key not in self.model)
        self.model.setdefault(key, value)

    @rule(keys=SOME, value=VALUES, timeout=TIMEOUTS)
    def set_many(self, keys, value, timeout):
        """All, on all shards."""
        assert cache.set_many(dict.fromkeys(keys, value), timeout=timeout) == []
        for key in keys:
            self._store(key, value, timeout)

    @rule(keys=SOME)
    def get_many(self, keys):
        """Those that are there."""
        assert cache.get_many(keys) == {key: self.model[key] for key in keys if key in self.model}

    @rule(key=ONE)
    def get(self, key):
        """The value or the default."""
        missing = object()
        assert cache.get(key, missing) == self.model.get(key, missing)
        assert (key in cache) is cache.has_key(key) is (key in self.model)

    @rule(key=ONE)
    def delete(self, key):
        """Says whether there was one."""
        assert cache.delete(key) is (self.model.pop(key, self) is not self)

    @rule(keys=SOME)
    def delete_many(self, keys):
        """Says how many there were."""
        assert cache.delete_many(keys) == sum(key in self.model for key in keys)
        for key in keys:
            self.model.pop(key, None)

    @rule(key=ONE, delta=st.integers(-1000, 1000))
    def incr(self, key, delta):
        """Whole numbers count; a missing key is an error."""
        value = self.model.get(key)
        if key not in self.model:
            with pytest.raises(ValueError, match="not found"):
                cache.incr(key, delta)
        elif type(value) is int and abs(value + delta) < 2**63:
            assert cache.incr(key, delta) == value + delta
            assert cache.decr(key, 0) == value + delta
            self.model[key] = value + delta

    @rule(key=ONE, timeout=st.sampled_from([None, 600, 0]))
    def touch(self, key, timeout):
        """A new deadline for what is there."""
        assert cache.touch(key, timeout) is (key in self.model)
        if timeout == 0:
            self.model.pop(key, None)
        elif key in self.model:
            assert cache.ttl(key) == timeout or 590 < cache.ttl(key) <= 600

    @rule(key=ONE)
    def ttl(self, key):
        """0 for what is not there, None for what stays."""
        assert (cache.ttl(key) == 0) is (key not in self.model)
        assert (cache.pttl(key) == 0) is (key not in self.model)

    @rule(key=ONE)
    def move_to_another_version(self, key):
        """The value follows, from one shard to another if need be; the old one is gone."""
        if key not in self.model:
            with pytest.raises(ValueError, match="not found"):
                cache.incr_version(key)
            return
        value = self.model.pop(key)
        if value is None:
            return
        assert cache.incr_version(key) == 2
        assert (cache.get(key, version=2), cache.get(key)) == (value, None)
        cache.delete(key, version=2)


def test_it_is_a_dictionary_with_deadlines():
    """Any sequence of calls leaves what a dictionary would hold (C2)."""
    from hypothesis.stateful import run_state_machine_as_test

    quick = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(CacheMachine, settings=quick)


def commands(redis_server):
    """Calls of each command so far."""
    return {name.removeprefix("cmdstat_"): each["calls"] for name, each in redis_server.info("commandstats").items()}


@pytest.mark.parametrize(
    ("call", "command", "packets"),
    [
        (lambda: cache.get_many(KEYS), "mget", 3),
        (lambda: cache.delete_many(KEYS), "del", 3),
        (lambda: cache.set_many(dict.fromkeys(KEYS, 1)), "set", len(KEYS)),
    ],
)
def test_many_keys_are_one_round_trip_a_shard(redis_server, shards, call, command, packets):
    """300 keys: the commands are as many as they must be, and each shard is asked once (C2)."""
    cache.set_many(dict.fromkeys(KEYS, 1))
    before, asked = commands(redis_server).get(command, 0), [shard.requests for shard in shards]
    call()
    assert commands(redis_server)[command] - before == packets
    # A long request may arrive in several pieces; the answers do not come in between.
    assert all(1 <= shard.requests - seen <= 3 for shard, seen in zip(shards, asked, strict=True))


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (lambda key: cache.get(key, "default"), "default"),
        (lambda key: cache.set(key, 1), None),
        (lambda key: cache.add(key, 1), None),
        (lambda key: cache.delete(key), False),
        (lambda key: cache.incr(key), None),
        (lambda key: cache.touch(key, 5), None),
        (lambda key: cache.ttl(key), None),
        (lambda key: cache.has_key(key), None),
        (lambda key: cache.persist(key), None),
        (lambda key: cache.expire(key, 5), None),
        (lambda key: cache.delete_many([key]), 0),
        (lambda key: cache.set_many({key: 1}), "the key"),
        (lambda key: cache.clear(), None),
    ],
)
def test_every_call_survives_its_shard(shards, call, answer):
    """A dead shard is a miss, whatever is asked, and an exception for nobody (C2)."""
    mine = next(key for key in KEYS if shard_of(key) == shards[2].address)
    shards[2].cut()
    found = call(mine)
    assert found == ([mine] if answer == "the key" else answer) or (not found and not answer)


@pytest.mark.parametrize("name", ["keys", "iter_keys", "delete_pattern"])
def test_keys_are_not_listed(name):
    """What would hold up every visitor is refused, with what to do instead (C2, C4)."""
    with pytest.raises(NotImplementedError, match="change its generation"):
        getattr(cache, name)("product:*")
