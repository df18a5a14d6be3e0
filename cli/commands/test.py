"""Prove the stack."""

import argparse

from cli import ansible, console, facts, kubectl, lock, paths, quality
from cli.commands.status import answer
from cli.phases import bring_up

HELP = """Prove the platform: the linters, the verification playbook and every test but the destructive drills.

The stack is brought up first when it is not (`make up`). The last line is pytest's summary of all tests.
Drills that kill or break something run by name only: python3 -m cli test --drills
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """--drills."""
    parser.add_argument("--drills", action="store_true", help="run the destructive drills instead")


def run(options: argparse.Namespace) -> int:
    """pytest's exit status; 1 when something before it failed."""
    quality.prepare()
    quality.lint()
    stack = facts.read(options.stack)
    with lock.held("test"):
        if not serving(options.stack):
            console.say("the stack is not up: make up")
            bring_up.everything(options.stack)
        if options.drills:
            return quality.pytest(options.stack, "destructive")
        if (paths.ANSIBLE / "playbooks" / "verify.yml").is_file():
            ansible.play("verify", stack, "verify")
        ansible.play("test_tools", stack, "test-tools")
        return quality.pytest(options.stack, quality.NOT_DESTRUCTIVE)


def serving(name: str) -> bool:
    """Whether the cluster answers and the shop's first page does too."""
    stack = facts.read(name)
    return kubectl.answers(stack) and answer(stack) == "200"
