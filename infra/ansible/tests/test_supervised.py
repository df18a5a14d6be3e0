"""Module supervised, on a real supervisord: restarts exactly what changed, and tells why something is not ready."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import supervised

CONFIGURATION = """[supervisord]
logfile={folder}/supervisord.log
pidfile={folder}/supervisord.pid
[unix_http_server]
file={folder}/s
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[include]
files={folder}/programs/*.conf
"""


class Failed(Exception):
    """What fail_json becomes here."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a supervisord that runs nothing yet."""
    (tmp_path / "programs").mkdir()
    configuration = tmp_path / "supervisord.conf"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path))
    command = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", configuration]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        await_socket(tmp_path / "s")
        yield tmp_path
    finally:
        daemon.terminate()
        daemon.wait(timeout=30)


def await_socket(path: Path) -> None:
    end, seen = time.monotonic() + 20, "nothing tried"
    while time.monotonic() < end:
        try:
            supervised.Supervisor(str(path)).api.getState()
            return
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            seen = str(error)
        time.sleep(0.05)
    raise TimeoutError(f"supervisord did not answer on {path}: {seen}")


def process(folder: Path, name: str, command: str = "sleep 60", ready: str = "true") -> dict[str, Any]:
    (folder / f"{name}.cfg").touch()
    return {
        "name": name,
        "command": ["/bin/sh", "-c", f"exec {command}"],
        "reads": [str(folder / f"{name}.cfg")],
        "ready": {"command": ["/bin/sh", "-c", ready]},
        "deadline": 5,
    }


def converge(folder: Path, *processes: dict[str, Any], remove_others: bool = True) -> list[str]:
    def fail_json(msg: str, **_: Any) -> None:
        raise Failed(msg)

    params = {"socket": str(folder / "s"), "directory": str(folder / "programs"), "log_directory": str(folder)}
    params |= {"processes": list(processes), "remove_others": remove_others}
    return supervised.converge(SimpleNamespace(params=params, fail_json=fail_json))


def test_only_the_process_whose_file_changed_is_restarted(folder: Path) -> None:
    """A second run restarts nothing; a changed configuration file restarts its reader and no other."""
    first, second = process(folder, "first"), process(folder, "second")
    assert converge(folder, first, second) == ["first", "second"]
    assert converge(folder, first, second) == []
    (folder / "second.cfg").write_text("changed")
    assert converge(folder, first, second) == ["second"]


def test_process_that_is_not_wanted_any_more_is_removed(folder: Path) -> None:
    """Dropped from the list means stopped and forgotten, unless the list is only a part."""
    first, second = process(folder, "first"), process(folder, "second")
    converge(folder, first, second)
    assert converge(folder, first, remove_others=False) == []
    assert converge(folder, first) == ["second"]
    names = [info["name"] for info in supervised.Supervisor(str(folder / "s")).api.getAllProcessInfo()]
    assert names == ["first"]


def test_stopped_process_is_started_again(folder: Path) -> None:
    """A process somebody stopped by hand is part of what is put right."""
    first = process(folder, "first")
    converge(folder, first)
    supervised.Supervisor(str(folder / "s")).api.stopProcess("first")
    assert converge(folder, first) == ["first"]


def test_failure_names_the_process_and_shows_its_last_words(folder: Path) -> None:
    """A process that never gets ready ends the run at its deadline with what it said and what was seen."""
    broken = process(folder, "broken", command="sh -c 'echo no such disk; sleep 60'", ready="echo not yet >&2; false")
    with pytest.raises(Failed, match=r"broken was not ready after 5 s[\s\S]*not yet[\s\S]*no such disk"):
        converge(folder, broken)
