"""`make up` as a table of contents: phases in their order, timed, each able to start where an earlier run stopped."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cli import ansible, console, environment, facts, paths, venv
from cli.facts import Facts
from cli.phases import gate, summary
from cli.prerequisites import checks
from cli.pulumi import stack as pulumi
from cli.tools import install


@dataclass
class Run:
    """One run of `make up`: the stack's name, its facts once they can be read, the seconds each phase took.

    `preflight` says whether a running stack is looked at before it is changed.
    """

    stack: str
    preflight: bool = True
    times: dict[str, float] = field(default_factory=dict)
    _facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """Read once; the phase `topology` has checked the file before anything asks."""
        if self._facts is None:
            self._facts = facts.read(self.stack)
        return self._facts


@dataclass(frozen=True)
class Phase:
    """A key (its name in timings.json), what it does in words, the work; `embedded` ones may be skipped."""

    key: str
    text: str
    work: Callable[[Run], None]
    embedded: bool = False


def everything(stack: str, *, preflight: bool = True) -> None:
    """Run every phase. Raises Failure from the first that fails; the seconds are kept either way."""
    run = Run(stack, preflight)
    started = time.monotonic()
    try:
        for number, phase in enumerate(PHASES, start=1):
            with console.phase(number, len(PHASES), phase.text, run.times, phase.key):
                if phase.embedded and not run.facts.embedded:
                    console.say("      skipped: the stack file names a cluster")
                else:
                    phase.work(run)
    finally:
        run.times["total"] = round(time.monotonic() - started, 1)
        environment.write_private(paths.TIMINGS, json.dumps(run.times, indent=2) + "\n")
    summary.show(run.facts, run.times)


def _look(run: Run) -> None:
    checks.before_anything(run.stack)


def _python(_: Run) -> None:
    if venv.ready():
        console.say("      the locked packages are installed")
        return
    with console.Ticker("installing the locked Python packages"):
        venv.ensure()


def _topology(run: Run) -> None:
    facts.check(run.stack)
    checks.before_the_cluster(run.facts)
    environment.prepare(run.facts)


def _tools(run: Run) -> None:
    install.everything(embedded=run.facts.embedded)


def _playbook(name: str) -> Callable[[Run], None]:
    return lambda run: ansible.play(name, run.facts, name)


def _gate(run: Run) -> None:
    if run.preflight:
        gate.before_a_change(run.facts)
    else:
        console.say("      skipped, as asked for")


def _pulumi(run: Run) -> None:
    pulumi.select(run.facts)
    pulumi.up(run.facts)
    pulumi.keep_certificate(run.facts)


PHASES = (
    Phase("prerequisites", "looking at this machine", _look),
    Phase("python", "Python environment", _python),
    Phase("topology", "checking the stack file", _topology),
    Phase("tools", "command-line tools", _tools),
    Phase("machine", "machine packages", _playbook("machine")),
    Phase("cluster", "embedded Kubernetes", _playbook("cluster"), embedded=True),
    Phase("images", "container images", _playbook("images")),
    Phase("gate", "preflight of what runs and of the release to come", _gate),
    Phase("addons", "cluster add-ons", _playbook("addons")),
    Phase("pulumi", "pulumi up", _pulumi),
)
