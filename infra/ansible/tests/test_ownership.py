"""Module ownership: who may do what with a cluster that is already here."""

from __future__ import annotations

import socket
from pathlib import Path

import ownership
import pytest


@pytest.mark.parametrize(
    ("owner", "lives", "owner_exists", "verdict"),
    [
        ("/here", True, True, "running"),
        ("/here", False, True, "stopped"),
        ("/there", True, True, "foreign"),
        ("/there", True, False, "abandoned"),
        ("/there", False, True, "abandoned"),
        ("/there", False, False, "abandoned"),
        (None, True, False, "abandoned"),
        (None, False, False, "free"),
    ],
)
def test_verdict(owner: str | None, lives: bool, owner_exists: bool, verdict: str) -> None:
    """Only a running cluster of another checkout that still exists is protected."""
    assert ownership.verdict(owner, "/here", lives, owner_exists) == verdict


def test_a_socket_nobody_serves_is_dead(tmp_path: Path) -> None:
    """The file a killed supervisord leaves behind does not make a cluster look alive; nor does none."""
    path = tmp_path / "supervisor.sock"
    assert not ownership.alive(str(path))
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert path.exists()
    assert not ownership.alive(str(path))
