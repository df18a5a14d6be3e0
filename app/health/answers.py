"""What a check answers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is. The order is from good to bad."""

    OK = "ok"
    #: something is worse than it should be, and the role goes on without it
    DEGRADED = "degraded"
    #: the role cannot do its work
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw.

    Attributes:
        well: whether it is as it should be.
        detail: what was seen, in a sentence without a name of a person or a secret.
        spares: with `well` false, whether work goes on even for those who need the checked thing.
    """

    well: bool
    detail: str
    spares: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one check.

    Attributes:
        check: its name.
        state: ok, degraded or failed, for the role it was asked for.
        detail: what was seen.
        seconds: how long it took; of one that did not answer, the limit.
    """

    check: str
    state: State
    detail: str
    seconds: float


Check = Callable[[], Finding]


def worst(answers: list[Answer]) -> State:
    """The state of the whole: that of its worst part."""
    order = list(State)
    return max((answer.state for answer in answers), key=order.index, default=State.OK)
