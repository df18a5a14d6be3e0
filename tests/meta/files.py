"""The files of the repository as git sees them: tracked, or new and not ignored."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def content(path: Path) -> bytes:
    """The file's bytes; none where it was removed since the files were listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def python_files() -> list[Path]:
    """Every Python file, also those without a suffix that `python` runs by their first line."""
    return [path for path in repository_files() if path.suffix == ".py"]


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file. The app is written for a newer Python than this one: its type parameters are left out."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(\s*)type (\w+)(\[[^\]]*\])? = ", r"\1\2 = ", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s*(?:async )?(?:def|class) \w+)\[[^\]]*\]", r"\1", text, flags=re.MULTILINE)
    return ast.parse(text, filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, inner ones and methods too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def cases_in(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions of a file that pytest would take for tests."""
    return [function for function in functions(path) if function.name.startswith("test_")]


def listing(found: Iterable[object]) -> str:
    """Findings, one a line, for the message of a failing test."""
    return "\n" + "\n".join(f"  {finding}" for finding in found)


def name_of(path: Path) -> str:
    """A path as seen from the root of the checkout."""
    return str(path.relative_to(ROOT))
