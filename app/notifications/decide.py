"""Which channels a notification takes, and when: a function of what is known, that sends nothing and reads nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.kinds import RELIABILITY, Channel, Group, Rule, Urgency


@dataclass(frozen=True, slots=True)
class QuietHours:
    """By the wall clock of `zone`, from `begin` up to but not including `end`; over midnight where `begin` is later."""

    begin: time
    end: time
    zone: ZoneInfo

    def contain(self, moment: datetime) -> bool:
        """Whether it is quiet then. `moment` is aware."""
        clock = moment.astimezone(self.zone).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def end_after(self, moment: datetime) -> datetime:
        """The next end after `moment`, in its time zone.

        On the day the clocks go back an end may come twice; the first that is still to come counts. One in the hour
        that the clocks leave out comes an hour later (PEP 495).
        """
        today = moment.astimezone(self.zone).date()
        ends = [
            datetime.combine(today + timedelta(days=days), self.end, self.zone).replace(fold=fold)
            for days in (0, 1)
            for fold in (0, 1)
        ]
        # Compared as moments: two times of one zone are compared by their wall clocks otherwise.
        return min(at for end in ends if (at := end.astimezone(moment.tzinfo)) > moment)


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is known of somebody.

    Attributes:
        reachable: channels the shop has, and has an address of theirs for.
        wanted: channels they ticked, by group.
        preferred: the one to use where several are possible.
        quiet: when they want to be left alone; None: never.
    """

    reachable: frozenset[Channel]
    wanted: Mapping[Group, frozenset[Channel]] = field(default_factory=dict)
    preferred: Channel = Channel.EMAIL
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Channels to try in this order until one accepts; none: nothing is sent. `hold_until` is None for now."""

    channels: tuple[Channel, ...] = ()
    hold_until: datetime | None = None


NOTHING = Plan()


def decide(rule: Rule, recipient: Recipient, now: datetime) -> Plan:
    """What to do with a notification of this rule. `now` is aware."""
    possible = rule.channels & recipient.reachable
    if rule.group is Group.SECURITY:
        wanted = rule.channels
    else:
        wanted = recipient.wanted.get(rule.group, frozenset()) & rule.channels
    if not wanted:
        return NOTHING
    match rule.urgency:
        case Urgency.URGENT:
            # What the person did not ask for is the last resort: better there than not at all.
            return Plan(tuple(sorted(possible, key=lambda channel: (channel not in wanted, _reliability(channel)))))
        case Urgency.NORMAL:
            # A channel that is wanted may be gone, with its number or its gateway.
            return Plan(_best(wanted & possible or possible, recipient.preferred))
        case Urgency.LOW:
            channels = _best(wanted & possible, recipient.preferred)
            return Plan(channels, _hold(recipient.quiet, now)) if channels else NOTHING


def _best(channels: frozenset[Channel], preferred: Channel) -> tuple[Channel, ...]:
    ordered = sorted(channels, key=lambda channel: (channel is not preferred, _reliability(channel)))
    return tuple(ordered[:1])


def _reliability(channel: Channel) -> int:
    return RELIABILITY.index(channel)


def _hold(quiet: QuietHours | None, now: datetime) -> datetime | None:
    return quiet.end_after(now) if quiet and quiet.contain(now) else None
