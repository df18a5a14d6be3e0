"""The autoscaler's decisions (Q6): the guide's numbers, and what holds for any sequence of looks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from celery_monitor.decision import Memory, decide, start
from config.settings.scaling import ScalingRules

#: the guide's rules; one look every 15 s
GUIDE = ScalingRules(
    deployment="worker-email",
    start=3,
    min=3,
    max=20,
    scale_up_above=100,
    scale_up_by=2,
    scale_down_below=10,
    scale_down_by=1,
    calm_looks=4,
    up_pause_seconds=30,
    down_pause_seconds=120,
)
INTERVAL = 15.0


@st.composite
def rule_sets(draw):
    """Any rules that the settings accept."""
    least = draw(st.integers(1, 20))
    most = draw(st.integers(least, 60))
    below = draw(st.integers(1, 200))
    return ScalingRules(
        deployment="worker-any",
        start=draw(st.integers(1, 60)),
        min=least,
        max=most,
        scale_up_above=draw(st.integers(below + 1, 1000)),
        scale_up_by=draw(st.integers(1, 10)),
        scale_down_below=below,
        scale_down_by=draw(st.integers(1, 10)),
        calm_looks=draw(st.integers(1, 10)),
        up_pause_seconds=draw(st.integers(0, 300)),
        down_pause_seconds=draw(st.integers(0, 900)),
    )


def play(rules, depths, *, replicas=None, interval=INTERVAL):
    """The number of pods after each look."""
    memory, now = Memory("one"), 1_000_000.0
    pods, history = replicas or rules.min, []
    for pending in depths:
        decision = decide(rules, memory, replicas=pods, pending=pending, now=now)
        pods, memory, now = decision.replicas, decision.memory, now + interval
        history.append(pods)
    return history


def changes(history, first):
    """Steps up and down, in order."""
    return [after - before for before, after in zip([first, *history], history, strict=False) if after != before]


def test_the_guides_rules():
    """Above 100 two more, below 10 one less, between 3 and 20 (Q6)."""
    assert play(GUIDE, [101])[-1] == 5
    assert play(GUIDE, [100] * 50)[-1] == 3
    assert play(GUIDE, [5000] * 100)[-1] == 20
    assert play(GUIDE, [9] * 4, replicas=8)[-1] == 7
    assert play(GUIDE, [10] * 100, replicas=8)[-1] == 8
    assert play(GUIDE, [0] * 1000, replicas=20)[-1] == 3


def test_pods_get_time_to_start_before_more_come():
    """Two looks within the pause add pods once (Q6)."""
    assert play(GUIDE, [500] * 3) == [5, 5, 7]


def test_a_short_calm_removes_nothing():
    """Four calm looks in a row are needed, and one that is not calm begins the count anew (Q6)."""
    assert play(GUIDE, [0, 0, 0, 50, 0, 0, 0], replicas=9) == [9] * 7
    assert play(GUIDE, [0, 0, 0, 0], replicas=9) == [9, 9, 9, 8]


def test_what_was_switched_off_by_hand_stays_off():
    """As with Kubernetes' own autoscaler, 0 pods mean: hands off (Q6)."""

    decision = decide(GUIDE, Memory("one"), replicas=0, pending=5000, now=1.0)
    assert (decision.replicas, start(GUIDE, "one", replicas=0, now=1.0).replicas) == (0, 0)


@given(rule_sets(), st.integers(1, 100), st.integers(0, 100))
def test_a_new_deployment_starts_with_the_declared_number(rules, start_at, pods):
    """It gets the stack file's number within the bounds, and is made smaller only for the upper bound (Q6)."""
    given_start = rules.model_copy(update={"start": start_at})
    decision = start(given_start, "new", replicas=pods, now=5.0)
    wanted = min(max(pods, start_at, rules.min), rules.max) if pods else 0
    assert (decision.replicas, decision.memory.deployment) == (wanted, "new")


@given(rule_sets(), st.lists(st.integers(0, 10_000), min_size=1, max_size=60), st.integers(1, 200))
def test_the_bounds_hold_from_the_first_look(rules, depths, pods):
    """Never below min, never above max, whatever is seen and wherever it begins (Q6)."""
    history = play(rules, depths, replicas=pods)
    assert all(rules.min <= number <= rules.max for number in history)


@given(
    rule_sets(), st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 60), st.integers(0, 20), st.floats(0, 2000)
)
def test_more_messages_never_mean_fewer_pods(rules, one, other, pods, calm, quiet):
    """With the same memory, the decision grows with the depth (Q6)."""
    memory = Memory("one", calm, 1_000_000.0 - quiet)
    few, many = sorted((one, other))
    less = decide(rules, memory, replicas=pods, pending=few, now=1_000_000.0)
    more = decide(rules, memory, replicas=pods, pending=many, now=1_000_000.0)
    assert less.replicas <= more.replicas


@given(rule_sets(), st.data())
def test_noise_between_the_thresholds_changes_nothing(rules, data):
    """However long it lasts (Q6)."""
    inside = st.integers(rules.scale_down_below, rules.scale_up_above)
    depths = data.draw(st.lists(inside, min_size=1, max_size=80))
    pods = data.draw(st.integers(rules.min, rules.max))
    assert set(play(rules, depths, replicas=pods)) == {pods}


@given(rule_sets(), st.data())
def test_noise_narrower_than_the_band_goes_one_way_only(rules, data):
    """Depths that swing by less than the gap between the thresholds add pods or remove them, never both (Q6)."""
    low = data.draw(st.integers(0, rules.scale_up_above * 2))
    swing = rules.scale_up_above - rules.scale_down_below
    depths = data.draw(st.lists(st.integers(low, low + swing), min_size=1, max_size=80))
    pods = data.draw(st.integers(rules.min, rules.max))
    steps = changes(play(rules, depths, replicas=pods), pods)
    assert not (any(step > 0 for step in steps) and any(step < 0 for step in steps))


@given(rule_sets(), st.lists(st.sampled_from([0, 10_000]), min_size=2, max_size=120))
def test_the_wildest_noise_changes_pods_no_faster_than_the_pauses_allow(rules, depths):
    """A change follows another only after its pause; one down needs its calm looks too (Q6)."""
    history = play(rules, depths, replicas=rules.min)
    moments = [
        (index, after - before)
        for index, (before, after) in enumerate(zip([rules.min, *history], history, strict=False))
        if after != before
    ]
    for (earlier, _), (later, step) in pairwise(moments):
        apart = (later - earlier) * INTERVAL
        assert apart >= (rules.up_pause_seconds if step > 0 else rules.down_pause_seconds)
        assert step > 0 or later - earlier >= rules.calm_looks


@given(rule_sets(), st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_steps_are_the_rules(rules, depths):
    """No step is larger than the rules allow (Q6)."""
    steps = changes(play(rules, depths, replicas=rules.min), rules.min)
    assert all(-rules.scale_down_by <= step <= rules.scale_up_by for step in steps)


def test_a_clock_that_goes_back_does_not_hurry():
    """Time that has not passed does not count as a pause (Q6)."""
    memory = Memory("one", calm_looks=99, changed_at=2_000.0)
    assert decide(GUIDE, memory, replicas=5, pending=500, now=1_000.0).replicas == 5
    assert decide(GUIDE, memory, replicas=5, pending=0, now=1_000.0).replicas == 5


def test_a_clock_that_was_hours_ahead_holds_up_one_pause():
    """What was changed while it was wrong keeps pods from being added for no longer than any change does (Q6)."""
    memory = Memory("one", changed_at=20_000.0)
    first = decide(GUIDE, memory, replicas=5, pending=500, now=1_000.0)
    assert first.replicas == 5
    assert decide(GUIDE, first.memory, replicas=5, pending=500, now=1_000.0 + GUIDE.up_pause_seconds).replicas == 7
