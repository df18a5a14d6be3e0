"""A tool is in the cache whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli import process
from cli.errors import Failure
from cli.tools import build, families
from cli.tools.golang import Go

# Stands in for the compiler: writes half a program, then does what the test asks.
COMPILER = """#!/bin/sh
while [ "$1" != -o ]; do shift; done
printf half > "$2"
{then}
"""


@pytest.fixture
def family(tmp_path: Path) -> families.Family:
    """A family whose folder holds one file."""
    folder = tmp_path / "tools" / "tool"
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text("module tool\n")
    return families.Family("tool", folder, {"tool": "."}, "v1.0.0", "-s -w", embedded=False)


def compiler(folder: Path, then: str) -> Go:
    """A compiler that does `then` after writing half of its output."""
    command = folder / "go"
    command.write_text(COMPILER.format(then=then))
    command.chmod(0o755)
    return Go(command, "go1.26.0")


def left(family: families.Family, go: Go) -> list[str]:
    """Everything in the family's place in the cache."""
    return sorted(path.name for path in (build.home(family, go) / "bin").iterdir())


@pytest.mark.usefixtures("checkout")
def test_finished_build_is_in_the_cache(family: families.Family, tmp_path: Path) -> None:
    """After a build nothing is missing, and nothing else is left behind."""
    go = compiler(tmp_path, 'printf whole > "$2"')

    build.build(family, "tool", go, process.start_log("tools"))

    assert build.missing(family, go) == []
    assert left(family, go) == ["tool"]
    assert (build.home(family, go) / "bin" / "tool").read_text() == "whole"


@pytest.mark.usefixtures("checkout")
def test_failed_build_leaves_no_half_tool(family: families.Family, tmp_path: Path) -> None:
    """The compiler's last words and the log's path are in the message."""
    go = compiler(tmp_path, "echo 'main.go:3: undefined: x'; exit 2")

    with pytest.raises(Failure, match="undefined: x") as failure:
        build.build(family, "tool", go, process.start_log("tools"))

    assert build.missing(family, go) == ["tool"]
    assert left(family, go) == []
    assert "logs/tools.log" in str(failure.value)


INTERRUPTED = """
import sys
from pathlib import Path
from cli import paths, process
from cli.tools import build, families
from cli.tools.golang import Go
base = Path(sys.argv[1])
paths.STATE, paths.LOGS = base / "state", base / "state" / "logs"
paths.LOGS.mkdir(parents=True)
family = families.Family("tool", base / "tools" / "tool", {"tool": "."}, "v1.0.0", "-s -w", embedded=False)
build.build(family, "tool", Go(base / "go", "go1.26.0"), process.start_log("tools"))
"""


def test_interrupted_build_leaves_no_half_tool(
    checkout: Path, family: families.Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of a build stops the compiler too; the next run builds again."""
    go = compiler(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 600")
    driver = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, tmp_path],
        cwd=Path(__file__).parents[2],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A shell's background job, which the tests may be, ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    process.wait_until(lambda: "" if (tmp_path / "pid").is_file() else "the compiler has not started", timeout=20)
    pid = int((tmp_path / "pid").read_text())

    driver.send_signal(signal.SIGINT)

    assert driver.wait(timeout=30) != 0
    process.wait_until(lambda: "the compiler still runs" if alive(pid) else "", timeout=10)
    assert build.missing(family, go) == ["tool"]
    assert left(family, go) == []


def alive(pid: int) -> bool:
    """Whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_module_that_cannot_be_had_is_told_with_what_to_look_at(tmp_path: Path) -> None:
    """Files beside the tools come from modules; without one the reader learns which, what for and where to look."""
    folder = tmp_path / "cnpg"
    folder.mkdir()

    with pytest.raises(Failure, match=r"the Go module example\.org/x cannot be read: not downloaded") as failure:
        Go(Path("/bin/false"), "go1.26").module_folder("example.org/x", folder)

    assert (failure.value.why, "GOPROXY" in failure.value.fix) == ("tools/cnpg takes files from it", True)
