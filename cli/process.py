"""Run other programs: everything they print goes to a log file, the end of it onto the screen when they fail."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli import paths
from cli.errors import Failure

Argv = Sequence[object]  # each part is turned into text: names and paths mix

TAIL_LINES = 30
# How long an interrupted program may take to stop by itself: Pulumi needs the time to save its state.
GRACE_SECONDS = {signal.SIGINT: 30.0, signal.SIGTERM: 10.0, signal.SIGKILL: 5.0}


def log_path(name: str) -> Path:
    """`.rushhour/logs/<name>.log`; its folder is made when missing."""
    paths.private_directory(paths.LOGS)
    return paths.LOGS / f"{name}.log"


def start_log(name: str) -> Path:
    """An empty log for a phase that begins now."""
    log = log_path(name)
    log.write_text("")
    return log


def run(
    command: Argv,
    *,
    log: Path,
    cwd: Path = paths.CHECKOUT,
    env: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
    what: str = "",
) -> None:
    """Run `command` to its end, append its output to `log`, hand each line to `on_line`.

    Raises Failure with the last lines and the log's path when it exits with another status than 0. On Ctrl-C the whole
    process group is stopped before the interrupt goes on.
    """
    argv = [str(part) for part in command]
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    with log.open("a", encoding="utf-8") as sink:
        sink.write(f"$ {' '.join(argv)}\n")
        sink.flush()
        child = _start(argv, cwd, env)
        try:
            for line in child.stdout or ():
                sink.write(line)
                sink.flush()
                tail.append(line.rstrip("\n"))
                if on_line:
                    on_line(line.rstrip("\n"))
            status = child.wait()
        except BaseException:
            stop(child)
            raise
    if status != 0:
        raise Failure(_report(what or argv[0], status, tail, log))


def _start(argv: list[str], cwd: Path, env: Mapping[str, str] | None) -> subprocess.Popen[str]:
    try:
        # A session of its own, so that an interrupt reaches it once, from `stop`, and takes its children with it.
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise Failure(f"{argv[0]} cannot be started: {error.strerror}", fix="run `make doctor`") from error


def stop(child: "subprocess.Popen[str]") -> None:
    """Stop a child and its children: interrupt, terminate, kill, each with a deadline."""
    for number, patience in GRACE_SECONDS.items():
        try:
            os.killpg(child.pid, number)
            child.wait(timeout=patience)
            break
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break


def _report(what: str, status: int, tail: Sequence[str], log: Path) -> str:
    body = "\n".join(f"  | {line}" for line in tail)
    how = f"exit status {status}" if status >= 0 else f"killed by signal {-status}"
    return f"{what} failed ({how}). Its last {len(tail)} lines:\n{body}\n  all of it: {log}"


def capture(
    command: Argv, *, timeout: float = 30, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> tuple[int, str, str]:
    """Run a short command: (status, stdout, stderr). 127: it does not exist; 124: it outlived `timeout` seconds."""
    argv = [str(part) for part in command]
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            env=env,
            cwd=cwd,
            check=False,
        )
    except FileNotFoundError:
        return 127, "", f"{argv[0]}: not found"
    except subprocess.TimeoutExpired:
        return 124, "", f"{argv[0]}: no answer within {timeout:g} s"
    return done.returncode, done.stdout, done.stderr


def wait_until(question: Callable[[], str], *, timeout: float, pause: float = 0.5) -> None:
    """Ask until `question` returns "" (done); raise Failure with its last answer when `timeout` seconds are over."""
    deadline = time.monotonic() + timeout
    while state := question():
        if time.monotonic() > deadline:
            raise Failure(f"not reached within {timeout:g} s; the last state seen: {state}")
        time.sleep(pause)
