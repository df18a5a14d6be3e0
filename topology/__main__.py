"""`python -m topology check|show|diagram|schema`: read a stack file without Pulumi and without a cluster."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import yaml

from topology import Topology, TopologyError, load
from topology.capacity import totals
from topology.render.diagram import diagram

_EPILOG = """examples:
  python -m topology check Pulumi.*.yaml        every problem, one a line; exit 1 if there is any
  python -m topology check --json Pulumi.local.yaml
  python -m topology show Pulumi.local.yaml     every fact, defaults filled in
  python -m topology diagram Pulumi.local.yaml  who talks to whom, as Mermaid
  python -m topology schema > rushhour.schema.json
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand.

    Returns:
        0: well; 1: a stack file has problems. (argparse exits with 2 on a wrong command line.)
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TopologyError as error:
        print("\n".join(problem.line() for problem in error.problems), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m topology",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="say every problem of the stack files; exit 1 if there is any")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="print the problems as a JSON list")
    check.set_defaults(run=_check)
    for name, run, text in (
        ("show", _show, "print every fact, defaults filled in"),
        ("diagram", _diagram, "draw who talks to whom, as Mermaid"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file", type=Path, metavar="FILE")
        command.set_defaults(run=run)
    commands.add_parser("schema", help="print the JSON schema of the `rushhour:` keys").set_defaults(run=_schema)
    return parser


def _check(options: argparse.Namespace) -> int:
    problems = []
    for file in options.files:
        try:
            topology = load(file)
            if not options.json:
                sums = totals(topology)
                cpu, memory = sums.cpu_millicores / 1000, sums.memory_bytes / 2**30
                print(f"{file}: ok ({cpu:.1f} CPU and {memory:.1f} GiB requested)")
        except TopologyError as error:
            problems += error.problems
    if options.json:
        print(json.dumps([problem.as_dict() for problem in problems], indent=2))
    else:
        print("".join(f"{problem.line()}\n" for problem in problems), end="", file=sys.stderr)
    return 1 if problems else 0


def _show(options: argparse.Namespace) -> int:
    print(yaml.safe_dump(load(options.file).model_dump(mode="json", by_alias=True), sort_keys=False), end="")
    return 0


def _diagram(options: argparse.Namespace) -> int:
    print(diagram(load(options.file)), end="")
    return 0


def _schema(_: argparse.Namespace) -> int:
    print(json.dumps(Topology.model_json_schema(by_alias=True), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
