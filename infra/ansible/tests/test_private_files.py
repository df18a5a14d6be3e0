"""Module private_files: whole, private, and only when something differs."""

from __future__ import annotations

import os
from pathlib import Path

import private_files


def test_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    """Mode 0600 whatever the umask, and nothing else is left beside the file."""
    before = os.umask(0)
    try:
        private_files.write(tmp_path / "key", "secret")
    finally:
        os.umask(before)
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("key", 0o600)]


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """Absent, other content and a mode open to others each count; the same file does not."""
    file = tmp_path / "file"
    assert private_files.differs(file, "a")
    private_files.write(file, "a")
    assert not private_files.differs(file, "a")
    assert private_files.differs(file, "b")
    file.chmod(0o644)
    assert private_files.differs(file, "a")


def test_what_an_interrupted_run_left_is_replaced(tmp_path: Path) -> None:
    """A half-written file of an earlier run neither stops this one nor ends up in place."""
    (tmp_path / ".file.new").write_text("half")
    private_files.write(tmp_path / "file", "whole")
    assert (tmp_path / "file").read_text() == "whole"
    assert not (tmp_path / ".file.new").exists()
