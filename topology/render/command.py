"""What the renderers that are also commands have in common: an answer a person can act on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from topology.load import load
from topology.model import Topology
from topology.model.images import ImagesNotBuiltError
from topology.problems import TopologyError


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Put files, by their names, into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def write_stack(program: str, about: str | None, render: Callable[[Topology], Mapping[str, str]]) -> None:
    """The whole command of a renderer: `python -m PROGRAM STACK_FILE FOLDER` writes what `render` makes of a stack."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("stack_file", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write_files(render(load(options.stack_file)), options.folder)


def run(main: Callable[[], None]) -> None:
    """Run `main` and exit: with 0, or with 1 and a line for each thing that is wrong with what was named."""
    try:
        main()
    except TopologyError as error:
        sys.exit("\n".join(problem.line() for problem in error.problems))
    except (ImagesNotBuiltError, OSError) as error:
        sys.exit(str(error))
