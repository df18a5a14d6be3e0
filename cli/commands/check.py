"""Everything that needs no cluster."""

import argparse

from cli import quality

HELP = """Run every check that needs no cluster: ruff, mypy, then all tests not marked `live`.

It installs the Python environment and builds helm if they are missing, nothing else. The Go tests of tools/ run where
make up has fetched their modules.
"""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: argparse.Namespace) -> int:
    """pytest's exit status; 1 when a linter objects."""
    quality.prepare()
    quality.lint()
    return quality.pytest(options.stack, quality.NOT_LIVE)
