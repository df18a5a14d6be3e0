"""The checks that need no cluster, and the pytest runs. Their output goes straight to the screen."""

import os
import subprocess

from cli import console, environment, facts, paths, venv
from cli.errors import Failure
from cli.tools import install

LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "infra/pulumi/__main__.py", "infra/pulumi/components"),
)
# The tools tests without a cluster call: the chart is rendered with helm.
OFFLINE_TOOLS = {"helm"}
NOT_LIVE = "not live and not destructive"
NOT_DESTRUCTIVE = "not destructive"


def prepare() -> None:
    """The Python environment and the tools the offline checks call."""
    if not venv.ready():
        with console.Ticker("installing the locked Python packages"):
            venv.ensure()
    install.everything(only=OFFLINE_TOOLS)


def lint() -> None:
    """ruff and mypy. Raises Failure after all of them ran."""
    failed = [" ".join(command) for command in LINTERS if _run(list(command)) != 0]
    if failed:
        raise Failure(f"{'; '.join(failed)}: see above")


def pytest(stack: str, marks: str, *arguments: str) -> int:
    """Run the tests that carry `marks`; pytest's exit status. Its summary is the last thing printed."""
    return _run(["pytest", "-m", marks, *arguments], stack)


def _run(command: list[str], stack: str | None = None) -> int:
    console.say(f"$ {' '.join(command)}")
    env = environment.variables(facts.read(stack)) if stack else dict(os.environ)
    program = str(venv.python().parent / command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=paths.CHECKOUT, env=env, stdin=subprocess.DEVNULL, check=False
    ).returncode
