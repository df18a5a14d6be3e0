"""Two runs in one checkout do not meet."""

from pathlib import Path

import pytest

from cli import lock
from cli.errors import Failure


def test_second_run_is_refused_and_told_who_runs(checkout: Path) -> None:
    """The message names the command and the process that holds the checkout."""
    refused = pytest.raises(Failure, match=r"make up \(process \d+\) is at work")
    with lock.held("up"), refused as failure, lock.held("down"):
        pass
    assert "wait for it" in failure.value.fix


def test_lock_is_free_after_a_failure(checkout: Path) -> None:
    """A run that failed does not block the next one."""
    with pytest.raises(Failure, match="broken"), lock.held("up"):
        raise Failure("broken")

    with lock.held("up"):
        assert (checkout / ".rushhour").stat().st_mode & 0o777 == 0o700
