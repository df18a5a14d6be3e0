"""How far the replica is behind, from positions alone (D3)."""

from hypothesis import given
from hypothesis import strategies as st

from databases.lag import Lag
from databases.position import HEADER_BYTES, PAGE_BYTES, without_header

positions = st.integers(min_value=1, max_value=2**62)
pauses = st.floats(min_value=0.01, max_value=3600)


def test_a_replica_that_has_everything_is_not_behind_however_old_its_last_transaction():
    """The primary is idle."""
    lag = Lag()
    assert [lag.seen(now=now, primary=10, replayed=10, age=now * 1000) for now in (1.0, 2.0, 500.0)] == [0, 0, 0]


def test_a_paused_replica_falls_behind_with_the_clock_and_catches_up_at_once():
    """From the first look at which the primary had more."""
    lag = Lag()
    lag.seen(now=0, primary=10, replayed=10, age=0)
    seen = [lag.seen(now=now, primary=10 + now, replayed=10, age=now) for now in (1, 2, 3, 60)]
    assert seen == [1, 2, 3, 60]
    assert lag.seen(now=61, primary=71, replayed=71, age=0) == 0


def test_a_replica_that_follows_closely_is_behind_by_a_look_at_most():
    """It never has the newest position, but always the one of the look before."""
    lag = Lag()
    lag.seen(now=0, primary=1, replayed=0, age=0.01)
    assert all(lag.seen(now=n, primary=10 * n + 5, replayed=10 * n, age=0.01) <= 1 for n in range(1, 100))


def test_a_new_process_believes_the_age_of_what_was_replayed_last():
    """A replica paused for an hour is not taken for a good one because nobody watched it."""
    assert Lag().seen(now=0, primary=20, replayed=10, age=3600) == 3600
    assert Lag().seen(now=0, primary=20, replayed=10, age=None) == float("inf")
    assert Lag().seen(now=0, primary=20, replayed=10, age=0.02) == 0.02


def test_an_old_transaction_is_believed_only_until_the_next_look():
    """Something was on its way after an hour of silence; a second later the replica has it."""
    lag = Lag()
    assert lag.seen(now=0, primary=20, replayed=10, age=3600) == 3600
    assert lag.seen(now=1, primary=30, replayed=20, age=0.5) <= 1


@given(st.lists(st.tuples(pauses, st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=50))
def test_the_lag_is_never_negative_and_never_longer_than_the_watch(steps):
    """Whatever both sides do: 0 as soon as the replica has all, and within the time that was watched otherwise."""
    lag, now, primary, replayed = Lag(), 0.0, 1, 1
    lag.seen(now=now, primary=primary, replayed=replayed, age=0)
    for pause, written, applied in steps:
        now += pause
        primary += written
        replayed = min(primary, replayed + applied)
        behind = lag.seen(now=now, primary=primary, replayed=replayed, age=None)
        assert 0 <= behind <= now
        assert (behind == 0) == (primary == replayed)


@given(positions)
def test_a_position_behind_a_page_header_is_the_pages_start(position):
    """No record ends within a header; any other position is left alone."""
    found = without_header(position)
    assert 0 <= position - found <= HEADER_BYTES
    assert found == position or found % PAGE_BYTES == 0
    assert without_header(found) == found
