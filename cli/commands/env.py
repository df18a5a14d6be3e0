"""Write `.rushhour/env`."""

import argparse

from cli import console, environment, facts, paths, venv
from cli.tools import install

HELP = """Write .rushhour/env for this stack and print how to use it.

  . .rushhour/env            kubectl, helm and pulumi of this checkout first on PATH, this stack's cluster and state
  pulumi preview             as Pulumi users know it; so are up, destroy and config set
  make env STACK=production  the same shell file for another stack
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0 when the file is written; a missing environment or tool is installed first."""
    facts.stack_file(options.stack)
    venv.ensure()
    stack = facts.read(options.stack)
    environment.prepare(stack)
    install.everything(embedded=stack.embedded)
    console.say(f". {paths.ENV_FILE}")
    return 0
