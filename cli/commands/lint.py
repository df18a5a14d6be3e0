"""ruff and mypy."""

import argparse

from cli import quality

HELP = """Run ruff (style, mistakes, format) and mypy (types, strict) over the operations side. Seconds, no cluster."""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(_options: argparse.Namespace) -> int:
    """0 when both have nothing to say."""
    quality.prepare()
    quality.lint()
    return 0
