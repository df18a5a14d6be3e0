"""What a role says."""

import argparse
import os
import subprocess
from collections import deque
from pathlib import Path

from cli import console, environment, kubectl, paths, running
from cli.errors import Failure

HELP = """Show the last lines of a role's pods, of the embedded cluster's processes, or of the set-up itself.

  make logs ROLE=web                the web pods; any role: edge, worker-email, beat, postgres, redis-broker …
  make logs ROLE=cluster            the embedded cluster's own processes (/var/log/rushhour)
  make logs                         the phases of the last make up (.rushhour/logs)
  python3 -m cli logs web --tail 500 --follow
"""
CLUSTER_LOGS = Path("/var/log/rushhour")
LABEL = "app.kubernetes.io/component"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The role and how much of it."""
    parser.add_argument("role", nargs="?", default="", help="a role, `cluster`, or nothing: the set-up's logs")
    parser.add_argument("--tail", type=_lines, default=100, metavar="N", help="lines of each source (100)")
    parser.add_argument("--follow", action="store_true", help="keep printing (a role's pods only)")


def _lines(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of lines, for example 500")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """0 when something was shown."""
    if options.role in ("", "cluster"):
        return files(CLUSTER_LOGS if options.role else paths.LOGS, options.tail)
    stack = running.answering(options.stack)
    command = [*kubectl.command(stack), "logs", "--namespace", stack.namespace, "--selector", f"{LABEL}={options.role}"]
    command += ["--all-containers", "--prefix", "--tail", str(options.tail), "--max-log-requests", "50"]
    env = environment.variables(stack)
    if options.follow:
        os.execve(command[0], [*command, "--follow"], env)  # noqa: S606 - an argument list, no shell is wanted
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        known = sorted({pod["metadata"]["labels"].get(LABEL, "") for pod in kubectl.get(stack, "pods")} - {""})
        fix = f"one of: {', '.join(known)}" if known else "nothing runs yet: make up"
        raise Failure(f"no log of a role {options.role!r}: {done.stderr.strip()}", fix=fix)
    console.say(done.stdout.rstrip())
    return 0


def files(folder: Path, lines: int) -> int:
    """The end of each log file in `folder`, oldest first; not of those in folders below, where the pods' are."""
    # Not glob, which takes a folder that may not be read for an empty one.
    there = folder.iterdir() if folder.is_dir() else ()
    found = sorted((path for path in there if path.suffix == ".log"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise Failure(f"no logs in {folder}", fix="make up writes them")
    for path in found:
        console.say(f"==> {path} <==")
        console.say(tail(path, lines))
    return 0


def tail(path: Path, lines: int) -> str:
    """The last `lines` lines of a text file."""
    with path.open(encoding="utf-8", errors="replace") as source:
        return "".join(deque(source, lines)).rstrip("\n")
