"""Take the stack down."""

import argparse
import shutil

from cli import ansible, console, environment, facts, lock, paths, venv
from cli.facts import Facts
from cli.pulumi import salt
from cli.pulumi import stack as pulumi

HELP = """Remove everything `make up` made, and nothing else. It asks nothing.

On the local stack the embedded cluster goes with all its data, then this checkout's state (.rushhour:
passphrase, Pulumi state, logs). On a cluster named in the stack file `pulumi destroy` removes what the
stack made there. Built tools, the Python environment and image layers stay in the cache, so that the next
`make up` is quick: `make clean` removes those too.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0 when nothing is left."""
    facts.stack_file(options.stack)
    with lock.held("down"):
        with console.Ticker("reading the stack file"):
            venv.ensure()  # the playbooks need it
            stack = facts.read(options.stack)
        environment.prepare(stack)
        times: dict[str, float] = {}
        if stack.embedded:
            with console.phase(1, 2, "removing the embedded cluster", times, "cluster"):
                ansible.play("teardown", stack, "teardown")
        else:
            with console.phase(1, 2, "pulumi destroy", times, "destroy"):
                destroy(stack)
        with console.phase(2, 2, "removing this checkout's state", times, "state"):
            pulumi.unselect(stack)
            forget(stack)
    console.say(f"the stack {stack.stack} is gone; the cache stays at {paths.cache()} (make clean removes it)")
    return 0


def destroy(stack: Facts) -> None:
    """Destroy the stack's resources where the backend knows it."""
    if not (paths.BIN / "pulumi").exists() or not pulumi.exists(stack):
        console.say("      Pulumi knows no such stack: nothing to destroy")
        return
    pulumi.destroy(stack)


def forget(stack: Facts) -> None:
    """Remove the stack's local state. Other stacks in this checkout keep theirs: then only the cluster's files go."""
    salt.remove(stack)
    others = [
        path for path in paths.PULUMI_BACKEND.rglob("*.json") if path.stem != stack.stack and "stacks" in path.parts
    ]
    if others:
        for path in [*paths.PULUMI_BACKEND.rglob(f"{stack.stack}*"), paths.KUBECONFIG, paths.CA_CERTIFICATE]:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        return
    salt.remove_filter()
    shutil.rmtree(paths.STATE)  # the lock file too: its lock is on the open file and ends with this run
    paths.VENV_LINK.unlink(missing_ok=True)
