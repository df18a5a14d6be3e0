"""Say what this machine lacks."""

import argparse

from cli import console, facts, paths, venv
from cli.prerequisites import checks, ports

HELP = """Say everything this machine lacks for `make up`, and change nothing.

Exit status 0: nothing is missing; 1: each missing thing with why it is needed and how to get it.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """0 or 1, see HELP."""
    embedded = checks.looks_embedded(options.stack)
    lacks = list(checks.all_lacks(embedded=embedded))
    if venv.ready():
        facts.check(options.stack)
        if embedded:
            lacks += ports.free(facts.read(options.stack))
    else:
        console.say(
            "ports are looked at once the Python environment is installed (make env): the stack file names them"
        )
    for lack in lacks:
        console.say(str(lack))
    built = sorted(path.name for path in paths.BIN.iterdir()) if paths.BIN.is_dir() else []
    console.say(f"tools in place: {', '.join(built) or 'none yet'}")
    console.say("nothing is missing" if not lacks else f"{len(lacks)} missing")
    return 1 if lacks else 0
