"""What the documents tell people to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS
from tests.meta.files import ROOT, name_of, repository_files

TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MAKE = re.compile(r"(?:^|[`\s(])make ([a-z][a-z-]*)\b")
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
MODULE = re.compile(r"python3? -m (cli|topology|images)(?:\.([\w.]+))? ([a-z][a-z-]*)")
DOCUMENTS = [path for path in repository_files() if path.suffix == ".md"]
FOLDERS = "app|bench|cli|docs|helm|images|infra|nginx|requirements|tests|tools|topology"
NAMED_PATH = re.compile(rf"(?<![\w/.-])((?:{FOLDERS})/[\w./-]*[\w/])")


def code(document: Path) -> str:
    """All code of a document: blocks and spans."""
    return "\n".join(block or span for block, span in CODE.findall(document.read_text()))


def test_there_is_a_readme() -> None:
    """A newcomer finds a README at the root."""
    assert (ROOT / "README.md") in DOCUMENTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_make_target_exists(document: Path) -> None:
    """`make x` in a document is a target of the Makefile."""
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))

    assert set(MAKE.findall(code(document))) - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_subcommand_exists(document: Path) -> None:
    """`python -m topology check` and its like are subcommands that the parser knows."""
    known = {"cli": set(COMMANDS)}
    for package in ("topology", "images"):
        known[package] = set(re.findall(r'"([a-z]+)"', (ROOT / package / "__main__.py").read_text()))
    missing = [
        f"python -m {package} {command}"
        for package, inner, command in MODULE.findall(code(document))
        if not inner and command not in known[package]
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_path_exists(document: Path) -> None:
    """A path of the repository named in a document leads somewhere."""
    paths = set(NAMED_PATH.findall(code(document)))
    missing = [path for path in sorted(paths) if not (ROOT / path).exists() and not list(ROOT.glob(path + "*"))]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    """Relative links between documents are not broken."""
    links = re.findall(r"\]\((?!https?://|mailto:|#)([^)\s#]+)", document.read_text())
    broken = [link for link in links if not (document.parent / link).exists()]

    assert broken == []
