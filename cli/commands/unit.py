"""The tests that need no cluster."""

import argparse

from cli import quality

HELP = """Run the tests that need no cluster: topology, driver, Pulumi components, chart, edge, playbooks as data.

  python3 -m cli unit -- tests/topology -k pool     whatever follows -- is handed to pytest
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What pytest takes."""
    parser.add_argument("pytest", nargs="*", help="arguments for pytest")


def run(options: argparse.Namespace) -> int:
    """pytest's exit status."""
    quality.prepare()
    return quality.pytest(options.stack, quality.NOT_LIVE, *options.pytest)
