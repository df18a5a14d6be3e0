"""Options of the whole suite, and the rule that drills run only when asked for by name."""

from __future__ import annotations

import os

import pytest

DRILL_NOTE = "drills left out; run them with `-m destructive`"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stack",
        default=os.environ.get("RUSHHOUR_STACK") or "local",
        help="the stack to verify: Pulumi.<stack>.yaml at the root of the checkout (%(default)s)",
    )
    parser.addoption(
        "--site",
        default="",
        help="an origin (http://localhost:8000): the browser tests look at this shop instead of the stack's",
    )
    parser.addoption("--mails", default="", help="with --site: the file that shop's worker prints its mails to")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what breaks things on purpose, unless `-m` or a node id names it."""
    if "destructive" in config.option.markexpr:
        return
    named = {argument for argument in config.args if "::" in argument}
    drills = [
        item
        for item in items
        if item.get_closest_marker("destructive") and not any(item.nodeid.startswith(name) for name in named)
    ]
    if drills:
        items[:] = [item for item in items if item not in drills]
        config.hook.pytest_deselected(items=drills)
        config.stash[_left_out] = len(drills)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what tests measured, and say what was left out, so that nobody takes its absence for success."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    for report in reports:
        for name, value in getattr(report, "user_properties", []) if report.when == "call" else []:
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {name}: {value}")
    count = config.stash.get(_left_out, 0)
    if count:
        terminalreporter.write_line(f"{count} {DRILL_NOTE}")


_left_out = pytest.StashKey[int]()
