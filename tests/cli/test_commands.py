"""The Makefile and the commands behind it."""

import re
import subprocess
import sys

import pytest

from cli import paths
from cli.__main__ import COMMANDS

MAKEFILE = (paths.CHECKOUT / "Makefile").read_text()
TARGETS = [word for line in re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE) for word in line.split()]


def driver(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the driver in the checkout."""
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, cwd=paths.CHECKOUT, capture_output=True, text=True, env=env or None, check=False)


def test_make_alone_lists_every_target() -> None:
    """Each target has a line that says what it does."""
    out = subprocess.run(["make"], cwd=paths.CHECKOUT, capture_output=True, text=True, check=True).stdout
    listed = dict(re.findall(r"^  make (\w+) +(\S.*)$", out, re.MULTILINE))

    assert sorted(listed) == sorted(TARGETS)


def test_every_command_has_a_target() -> None:
    """Nothing the driver does is hidden from `make`."""
    assert sorted(COMMANDS) == sorted(set(TARGETS) - {"help", "drills"})


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_teaches_its_use(name: str) -> None:
    """--help shows the command's own words and the stack it would work on."""
    done = driver(name, "--help")

    assert done.returncode == 0, done.stderr
    assert COMMANDS[name].HELP.split()[0] in done.stdout
    assert "--stack" in done.stdout


def test_unknown_stack_is_refused_by_name() -> None:
    """The stacks that exist are listed."""
    done = driver(
        "env", "--stack", "lokal", PATH="/usr/bin:/bin", HOME="/nonexistent", XDG_CACHE_HOME=str(paths.cache().parent)
    )

    assert done.returncode == 1
    assert "there is no stack 'lokal'" in done.stderr
    assert "local" in done.stderr.split("with one of:")[1]


def test_old_python_is_told_before_anything_is_imported() -> None:
    """The message says which Python runs and how to choose another."""
    script = "import sys; sys.version_info = (3, 9, 2); import cli"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=paths.CHECKOUT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "needs Python 3.11, this is 3.9" in done.stderr
    assert "make PYTHON=" in done.stderr
