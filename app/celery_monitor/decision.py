"""How many pods a queue's workers should have: a pure function of what is seen, so that its promises can be tested.

The guide's rules (Q6) with what they lack. Between the two thresholds nothing changes (hysteresis), pods are removed
only after several calm looks in a row, and after any change there is a pause, because new pods take a while to start.
"""

from dataclasses import dataclass, replace

from config.settings.scaling import ScalingRules


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a queue from one look to the next.

    Attributes:
        deployment: the identity (uid) of the Deployment it is about; another one starts afresh.
        calm_looks: looks in a row that saw the queue below `scale_down_below`.
        changed_at: when its number of pods was changed last, in seconds since the epoch.
    """

    deployment: str = ""
    calm_looks: int = 0
    changed_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """How many pods there should be, why, and what to remember."""

    replicas: int
    reason: str
    memory: Memory


def decide(rules: ScalingRules, memory: Memory, *, replicas: int, pending: int, now: float) -> Decision:
    """What one look leads to.

    Args:
        rules: of the queue.
        memory: of the last look.
        replicas: pods the Deployment asks for now.
        pending: messages that wait or are being worked on.
        now: seconds since the epoch.

    Returns:
        A number between `rules.min` and `rules.max`, or 0 where somebody has set 0.
    """
    if replicas == 0:
        return Decision(0, "switched off by hand: it stays at 0 until somebody sets 1", replace(memory, calm_looks=0))
    within = min(max(replicas, rules.min), rules.max)
    if within != replicas:
        return _change(memory, within, now, f"{replicas} is outside {rules.min} to {rules.max}")
    # A clock that was set back counts as no time at all, and the pause begins anew: without that nothing would change
    # until the clock is where it was, were that hours.
    memory = replace(memory, changed_at=min(memory.changed_at, now))
    quiet = now - memory.changed_at
    if pending > rules.scale_up_above:
        return _up(rules, replace(memory, calm_looks=0), replicas, quiet, now, f"{pending} pending")
    if pending < rules.scale_down_below:
        calmer = replace(memory, calm_looks=min(memory.calm_looks + 1, rules.calm_looks))
        return _down(rules, calmer, replicas, quiet, now, f"{pending} pending")
    between = f"{pending} pending is between {rules.scale_down_below} and {rules.scale_up_above}"
    return Decision(replicas, between, replace(memory, calm_looks=0))


def start(rules: ScalingRules, deployment: str, *, replicas: int, now: float) -> Decision:
    """For a Deployment that was never seen before: Kubernetes gave it one pod, the stack file may want more."""
    memory = Memory(deployment)
    wanted = min(max(replicas, rules.start, rules.min), rules.max) if replicas else 0
    if wanted == replicas:
        return Decision(replicas, "seen for the first time", memory)
    return _change(memory, wanted, now, f"seen for the first time: it starts with {wanted}")


def _up(rules: ScalingRules, memory: Memory, replicas: int, quiet: float, now: float, seen: str) -> Decision:
    if replicas >= rules.max:
        return Decision(replicas, f"{seen}, but {rules.max} is the most", memory)
    if quiet < rules.up_pause_seconds:
        return Decision(replicas, f"{seen}, but the last change was {quiet:.0f} s ago", memory)
    wanted = min(rules.max, replicas + rules.scale_up_by)
    return _change(memory, wanted, now, f"{seen} is above {rules.scale_up_above}")


def _down(rules: ScalingRules, memory: Memory, replicas: int, quiet: float, now: float, seen: str) -> Decision:
    if replicas <= rules.min:
        return Decision(replicas, f"{seen}, and {rules.min} is the least", memory)
    if memory.calm_looks < rules.calm_looks:
        return Decision(replicas, f"{seen}, calm for {memory.calm_looks} of {rules.calm_looks} looks", memory)
    if quiet < rules.down_pause_seconds:
        return Decision(replicas, f"{seen}, but the last change was {quiet:.0f} s ago", memory)
    wanted = max(rules.min, replicas - rules.scale_down_by)
    return _change(memory, wanted, now, f"{seen} is below {rules.scale_down_below}")


def _change(memory: Memory, replicas: int, now: float, reason: str) -> Decision:
    return Decision(replicas, reason, replace(memory, calm_looks=0, changed_at=now))
