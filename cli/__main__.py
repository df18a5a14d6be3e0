"""`python3 -m cli COMMAND`: what the Makefile calls. A table of contents: a command is a file of `cli/commands`."""

import argparse
import os
import signal
import sys
from types import FrameType, ModuleType

from cli.commands import check, clean, doctor, down, env, lint, lock, logs, status, test, unit, up
from cli.commands import images as images_command
from cli.commands import preflight as preflight_command
from cli.errors import Failure

COMMANDS: dict[str, ModuleType] = {
    "up": up,
    "preflight": preflight_command,
    "down": down,
    "status": status,
    "logs": logs,
    "check": check,
    "test": test,
    "lint": lint,
    "unit": unit,
    "images": images_command,
    "doctor": doctor,
    "env": env,
    "lock": lock,
    "clean": clean,
}
DEFAULT_STACK = "local"
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 well, 1 failed with a message, 2 wrong usage, 130 interrupted."""
    options = parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):  # a lost terminal stops the children as Ctrl-C does
        signal.signal(number, _as_interrupt)
    try:
        status: int = COMMANDS[options.command].run(options)
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"\n{not_ours(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\ninterrupted; what was finished is kept: `make {options.command}` goes on from there", file=sys.stderr)
        return INTERRUPTED
    return status


def not_ours(error: PermissionError) -> Failure:
    """A file of another user, most often of root after a `sudo make up`, told as what it is."""
    return Failure(
        f"{error.filename}: {error.strerror} for this user",
        why="an earlier run was another user's (root's?), or the checkout is not yours",
        fix="run as that user: sudo make …",
    )


def parser() -> argparse.ArgumentParser:
    """The command line; every command teaches its use with --help."""
    top = argparse.ArgumentParser(
        prog="python3 -m cli", description="Stand up, look at and take down a Rushhour stack."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        first = module.HELP.strip().splitlines()[0]
        formatter = argparse.RawDescriptionHelpFormatter
        sub = commands.add_parser(name, help=first, description=module.HELP.strip(), formatter_class=formatter)
        default = os.environ.get("STACK") or DEFAULT_STACK
        sub.add_argument("--stack", default=default, help=f"Pulumi.<stack>.yaml to work with (now: {default})")
        module.arguments(sub)
    return top


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
