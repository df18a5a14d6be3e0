"""Which channels, and when: the decision alone, for all kinds and people there can be (Q4)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.decide import NOTHING, Plan, QuietHours, Recipient, decide
from notifications.kinds import CHOSEN, RELIABILITY, RULES, Channel, Group, Kind, Urgency

MAIL, SMS, PUSH = Channel.EMAIL, Channel.SMS, Channel.PUSH
EVERY = frozenset(Channel)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# Zones with every sort of jump: an hour in either half of the year, half an hour, none, and a day that was left out.
ZONES = [
    ZoneInfo(n)
    for n in ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC")
]

channels = st.frozensets(st.sampled_from(RELIABILITY))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, fold=0))
quiet_hours = st.builds(QuietHours, clocks, clocks, st.sampled_from(ZONES))
moments = st.datetimes(datetime(2011, 12, 20), datetime(2031, 1, 1), timezones=st.just(UTC))
people = st.builds(
    Recipient,
    reachable=channels,
    wanted=st.fixed_dictionaries(dict.fromkeys(CHOSEN, channels)),
    preferred=st.sampled_from(RELIABILITY),
    quiet=st.none() | quiet_hours,
)
rules = st.sampled_from([*RULES.values()])


@given(rules, people, moments)
def test_a_message_only_goes_where_it_may(rule, person, now):
    """On channels that the kind may use and that reach the person, each once; and again nothing but the same."""
    plan = decide(rule, person, now)
    assert set(plan.channels) <= rule.channels & person.reachable
    assert len(set(plan.channels)) == len(plan.channels)
    assert plan == decide(rule, person, now)


@given(people, moments)
def test_security_notices_cannot_be_switched_off(person, now):
    """Whatever is ticked and however late it is: they go at once, if there is any way."""
    for rule in (rule for rule in RULES.values() if rule.group is Group.SECURITY):
        plan = decide(rule, person, now)
        assert bool(plan.channels) == bool(rule.channels & person.reachable)
        assert plan.hold_until is None


@given(rules, people, moments)
def test_what_nobody_ticked_is_not_sent(rule, person, now):
    """A group with nothing ticked is silent, but for security."""
    if rule.group is not Group.SECURITY:
        deaf = Recipient(person.reachable, {**person.wanted, rule.group: frozenset()}, person.preferred, person.quiet)
        assert decide(rule, deaf, now) == NOTHING


@given(rules, people, moments)
def test_urgency_decides_how_many_channels_and_when(rule, person, now):
    """Urgent: every way, wanted ones first, each part by reliability, at once. Others: one. Low: a wanted one."""
    plan = decide(rule, person, now)
    wanted = person.wanted.get(rule.group, EVERY)
    if not plan.channels:
        return
    if rule.urgency is Urgency.URGENT:
        assert set(plan.channels) == rule.channels & person.reachable
        keys = [(channel not in wanted, RELIABILITY.index(channel)) for channel in plan.channels]
        assert keys == sorted(keys)
    else:
        assert len(plan.channels) == 1
        best = wanted & rule.channels & person.reachable
        assert plan.channels[0] in best or not best
        assert plan.channels[0] is person.preferred or person.preferred not in best
    if rule.urgency is Urgency.LOW:
        assert plan.channels[0] in wanted
    else:
        assert plan.hold_until is None


@given(quiet_hours, moments)
def test_what_is_held_goes_out_when_it_is_not_quiet_any_more(quiet, now):
    """Later than now, at a moment outside the quiet hours, within a day and a clock change; also on days that are
    longer or shorter, or that a country has left out."""
    person = Recipient(EVERY, {Group.WISHLIST: EVERY}, quiet=quiet)
    plan = decide(RULES[Kind.PRICE_DROP], person, now)
    assert (plan.hold_until is not None) == quiet.contain(now)
    if plan.hold_until is not None:
        assert now < plan.hold_until <= now + timedelta(hours=49)
        assert not quiet.contain(plan.hold_until) or _is_in_a_gap(quiet, plan.hold_until)


def _is_in_a_gap(quiet, moment):
    """The end is in an hour that the clocks leave out, so they show another time then."""
    return moment.astimezone(quiet.zone).time().replace(fold=0) != quiet.end


@pytest.mark.parametrize(
    ("now", "held"),
    [
        ("2026-06-01 19:59", None),
        ("2026-06-01 20:00", "2026-06-02 05:00"),
        ("2026-06-02 04:59", "2026-06-02 05:00"),
        ("2026-06-02 05:00", None),
        ("2026-01-10 22:30", "2026-01-11 06:00"),
        # the night the clocks go forward, and the one they go back
        ("2026-03-28 22:30", "2026-03-29 05:00"),
        ("2026-10-24 22:30", "2026-10-25 06:00"),
    ],
)
def test_quiet_hours_are_by_the_recipients_clock(now, held):
    """22:00 to 7:00 in Amsterdam, summer and winter; times here are UTC."""
    quiet = QuietHours(time(22), time(7), ZoneInfo("Europe/Amsterdam"))
    plan = decide(RULES[Kind.PRICE_DROP], Recipient(EVERY, {Group.WISHLIST: frozenset({MAIL})}, quiet=quiet), at(now))
    assert plan == Plan((MAIL,), at(held) if held else None)


def at(text):
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "reachable", "wanted", "preferred", "expected"),
    [
        (Kind.ORDER_SHIPPED, EVERY, {MAIL, SMS}, SMS, (SMS,)),
        (Kind.ORDER_SHIPPED, EVERY, {MAIL, PUSH}, SMS, (MAIL,)),
        (Kind.ORDER_SHIPPED, {MAIL}, {SMS}, SMS, (MAIL,)),
        (Kind.ORDER_SHIPPED, EVERY, set(), MAIL, ()),
        (Kind.ORDER_PAYMENT_FAILED, EVERY, {PUSH}, PUSH, (PUSH, MAIL, SMS)),
        (Kind.ORDER_PAYMENT_FAILED, {MAIL}, {PUSH}, PUSH, (MAIL,)),
        (Kind.PASSWORD_CHANGED, EVERY, set(), PUSH, (MAIL, SMS, PUSH)),
        (Kind.PASSWORD_CHANGED, set(), set(), PUSH, ()),
        (Kind.PRICE_DROP, {MAIL}, {SMS}, SMS, ()),
        (Kind.REVIEW_PUBLISHED, EVERY, {SMS}, SMS, ()),
    ],
)
def test_by_example(kind, reachable, wanted, preferred, expected):
    """A wanted channel that is gone is replaced for what matters, and not for what one may do without."""
    person = Recipient(frozenset(reachable), dict.fromkeys(CHOSEN, frozenset(wanted)), preferred)
    assert decide(RULES[kind], person, NOON).channels == expected


def test_every_kind_has_a_rule_and_low_ones_can_be_switched_off():
    """The vocabulary is closed, and what may be left out is in a group that people choose for."""
    assert set(RULES) == set(Kind)
    assert {rule.group for rule in RULES.values() if rule.urgency is Urgency.LOW} <= set(CHOSEN)
