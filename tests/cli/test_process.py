"""Running other programs: the log has all, the screen has the end."""

from pathlib import Path

import pytest

from cli import process
from cli.commands.logs import tail
from cli.errors import Failure


@pytest.mark.usefixtures("checkout")
def test_failure_shows_the_last_lines_and_the_log() -> None:
    """Thirty lines on the screen, all of them in the log, and its path."""
    log = process.start_log("phase")

    with pytest.raises(Failure) as failure:
        process.run(["sh", "-c", "seq 1 100; echo oh dear >&2; exit 3"], log=log, what="counting")

    shown = str(failure.value)
    assert "counting failed (exit status 3)" in shown
    assert shown.count("\n  | ") == process.TAIL_LINES
    assert "| oh dear" in shown
    assert "| 71\n" not in shown
    assert str(log) in shown
    assert log.read_text().splitlines()[1:] == [*map(str, range(1, 101)), "oh dear"]


@pytest.mark.usefixtures("checkout")
def test_lines_are_handed_on_as_they_come() -> None:
    """A phase can turn lines into progress."""
    seen: list[str] = []

    process.run(["printf", "a\nb\n"], log=process.start_log("phase"), on_line=seen.append)

    assert seen == ["a", "b"]


@pytest.mark.usefixtures("checkout")
def test_program_that_does_not_exist_is_named() -> None:
    """A missing program is a message, not a traceback."""
    with pytest.raises(Failure, match="no-such-program cannot be started"):
        process.run(["no-such-program"], log=process.start_log("phase"))


def test_question_without_an_answer_ends() -> None:
    """A hanging program does not hang the driver."""
    status, _, err = process.capture(["sleep", "30"], timeout=0.2)

    assert (status, err) == (124, "sleep: no answer within 0.2 s")


def test_wait_that_ends_says_the_last_state() -> None:
    """A deadline that passes prints what was seen last."""
    states = iter(["starting", "still starting"] + ["stuck"] * 1000)

    with pytest.raises(Failure, match="the last state seen: stuck"):
        process.wait_until(lambda: next(states), timeout=0.05, pause=0.01)


def test_tail_is_the_end_of_a_log(tmp_path: Path) -> None:
    """`make logs` shows the newest lines."""
    log = tmp_path / "x.log"
    log.write_text("1\n2\n3\n")

    assert tail(log, 2) == "2\n3"
