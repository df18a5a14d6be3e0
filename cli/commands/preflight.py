"""Would a deploy be safe now?"""

import argparse

from cli import lock, running
from cli.phases import gate

HELP = """Look whether the release of this checkout may be brought to the stack that runs, and change nothing.

Databases and replication, caches, broker and workers, nodes, certificates, backups; and of the release its images,
its static files and its migrations, which the new image itself compares with the databases. What is wrong with the
stack as it runs is a warning, for the deploy may be the repair; what the release would break is a stop.
The images are those of the last `make images` or `make up`. Report: .rushhour/reports/preflight.json.

Exit status 0: nothing stands against a deploy; 1: something does, or nothing runs.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0, see HELP."""
    stack = running.answering(options.stack)
    with lock.held("preflight"):
        gate.look(stack)
    return 0
