"""Build the images."""

import argparse

from cli import ansible, environment, facts, lock, venv

HELP = """Build the container images that changed and bring them to the cluster (or to the registry of the stack file).

Images are named by their content: `make up` afterwards rolls what changed and nothing else.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0 when every image is where the stack needs it."""
    with lock.held("images"):
        venv.ensure()
        stack = facts.read(options.stack)
        environment.prepare(stack)
        ansible.play("images", stack, "images")
    return 0
