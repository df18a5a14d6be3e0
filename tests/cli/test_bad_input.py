"""What the commands answer where there is no stack, a bad stack file, or a number that is none (O1)."""

import sys
from pathlib import Path

import pytest

from cli import facts, kubectl, paths, venv
from cli.__main__ import main
from cli.commands import logs
from cli.errors import Failure
from cli.facts import Facts
from cli.prerequisites import checks


def stack_file(monkeypatch: pytest.MonkeyPatch, folder: Path, content: bytes) -> None:
    """A stack `odd` with this content, read by the interpreter of these tests."""
    file = folder / "Pulumi.odd.yaml"
    file.write_bytes(content)
    monkeypatch.setattr(paths, "stack_file", lambda _stack: file)
    monkeypatch.setattr(venv, "python", lambda: Path(sys.executable))


def test_a_refused_stack_file_is_told_in_the_topologys_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`make status` and its like say what is wrong with the file, and show no traceback (O1)."""
    stack_file(monkeypatch, tmp_path, b"config:\n  rushhour:web: {replcas: 3}\n")

    with pytest.raises(Failure) as failure:
        facts.read("odd")

    assert "rushhour:web.replcas: T101" in str(failure.value)
    assert "Traceback" not in str(failure.value)


def test_a_stack_file_of_other_bytes_is_no_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`make doctor` looks into the file before the topology can, and leaves the judgement to it (O1)."""
    stack_file(monkeypatch, tmp_path, b"\xff\xfec\x00o\x00")

    assert checks.looks_embedded("odd")


@pytest.mark.usefixtures("checkout")
def test_logs_of_a_role_before_the_tools_are_there(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A `make up` that was stopped early has the Python environment and no kubectl yet: what is said is a fix (O1)."""
    monkeypatch.setattr("cli.running.made", lambda _stack: facts)
    assert not kubectl.answers(facts)

    assert main(["logs", "web"]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("lines", ["-5", "x", "1.5"])
def test_lines_that_are_no_number_are_refused(lines: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A negative number would print all but the first lines."""
    with pytest.raises(SystemExit) as refused:
        main(["logs", f"--tail={lines}"])

    assert refused.value.code == 2
    assert "is not a number of lines" in capsys.readouterr().err


def test_the_clusters_own_logs_are_not_those_of_the_pods(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`make logs ROLE=cluster` shows a line of kubelet, and none of the pods that lie in a folder below (O1)."""
    (tmp_path / "kubelet.log").write_text("one\ntwo\nthree\n")
    (tmp_path / "pods").mkdir()
    (tmp_path / "pods" / "web.log").write_text("GET /\n")

    assert logs.files(tmp_path, 2) == 0

    assert capsys.readouterr().out.splitlines() == [f"==> {tmp_path}/kubelet.log <==", "two", "three"]
