"""The bounded cache never holds more than it may, and drops the least recently used first (C9)."""

from collections import OrderedDict

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from caching.bounded import ENTRY_BYTES, LARGEST_SHARE, BoundedCache

MOST_ENTRIES = 5
MOST_BYTES = 8 * ENTRY_BYTES
KEYS = st.sampled_from("abcdefghij")


class BoundedCacheMachine(RuleBasedStateMachine):
    """Against a model: an ordered list of what was used last."""

    def __init__(self):
        super().__init__()
        self.cache = BoundedCache(max_entries=MOST_ENTRIES, max_bytes=MOST_BYTES)
        self.model = OrderedDict()
        self.now = 0.0

    def held(self):
        """Bytes of the model."""
        return sum(size for _, size, _ in self.model.values())

    @rule(key=KEYS, value=st.integers(), size=st.integers(0, 3 * ENTRY_BYTES), seconds=st.integers(-1, 20))
    def put(self, key, value, size, seconds):
        """Newest last; others leave from the front until both bounds hold."""
        self.model.pop(key, None)
        full = size + len(key) + ENTRY_BYTES
        gone = 0
        if full <= MOST_BYTES // LARGEST_SHARE:
            self.model[key] = (value, full, self.now + seconds)
            while len(self.model) > MOST_ENTRIES or self.held() > MOST_BYTES:
                self.model.popitem(last=False)
                gone += 1
        assert self.cache.put(key, value, size=size, until=self.now + seconds) == gone

    @rule(key=KEYS)
    def get(self, key):
        """What is past its time is gone, and what is read becomes the newest."""
        expected = None
        if key in self.model:
            value, _, until = self.model[key]
            if self.now >= until:
                del self.model[key]
            else:
                self.model.move_to_end(key)
                expected = value
        assert self.cache.get(key, now=self.now) == expected

    @rule(key=KEYS)
    def discard(self, key):
        """Also of what is not there."""
        self.model.pop(key, None)
        self.cache.discard(key)

    @rule()
    def clear(self):
        """Everything."""
        self.model.clear()
        self.cache.clear()

    @rule(seconds=st.integers(1, 5))
    def wait(self, seconds):
        """Time goes on."""
        self.now += seconds

    @invariant()
    def accounts_are_right(self):
        """The bounds hold, and the sums are those of what is held."""
        assert self.cache.entries == len(self.model) <= MOST_ENTRIES
        assert self.cache.bytes == self.held() <= MOST_BYTES


TestBoundedCache = BoundedCacheMachine.TestCase
TestBoundedCache.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.lists(st.tuples(KEYS, st.integers(0, 10_000)), max_size=60))
def test_no_sequence_of_values_makes_it_larger_than_it_may_be(puts):
    """Whatever comes, the bytes held stay within the bound and are those of the entries held (C9)."""
    cache = BoundedCache(max_entries=100, max_bytes=20_000)
    for number, (key, size) in enumerate(puts):
        cache.put(f"{key}{number}", None, size=size, until=1)
        assert cache.bytes <= 20_000
    cache.clear()
    assert (cache.entries, cache.bytes) == (0, 0)
