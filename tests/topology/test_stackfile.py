"""Files that are no stack files, and keys that nobody would read, are answered in lines (O1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.topology.stack import problems_of, write_stack

# Ten times ten times … what one line says: nothing on disk, and more keys than memory holds.
LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
UNREADABLE = {
    "Latin-1": ("T002", 'config: {"rushhour:site": {domain: "café"}}'.encode("latin-1")),
    "UTF-16": ("T002", "config: {}".encode("utf-16")),
    "an alias in itself": ("T002", b"config: &a\n  rushhour:web: *a\n"),
    "thousands of brackets": ("T002", b"config: " + b"[" * 3000 + b"]" * 3000),
    "aliases of aliases": ("T002", LAUGHS.encode()),
    "an impossible date": ("T002", b"config: {'rushhour:web': {replicas: 2026-99-99}}"),
    "an endless number": ("T002", b"config: {'rushhour:web': {replicas: " + b"9" * 5000 + b"}}"),
    "ten megabytes": ("T001", b"config: {}\n" + b"# a line of a large file\n" * 420_000),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_answered_in_one_line(tmp_path: Path, name: str) -> None:
    """Whatever the bytes are, the answer is a problem with the file's name, and not a traceback."""
    rule, content = UNREADABLE[name]
    path = tmp_path / "Pulumi.test.yaml"
    path.write_bytes(content)

    (problem,) = problems_of(path)

    assert (problem.id, len(problem.line().splitlines())) == (rule, 1)
    assert problem.where == str(path)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("rushhour:web: {replicas: 3}\n", "write it under `config:`"),
        ("confg: {}\n", "write `config:`, or remove it"),
        ("config:\n  web: {replicas: 3}\n", "write `rushhour:web`"),
        ("config:\n  rushour:web: {replicas: 3}\n", "write `rushhour:web`"),
    ],
)
def test_a_key_that_nobody_would_read_is_refused(tmp_path: Path, text: str, fix: str) -> None:
    """Not only a key of ours can be misspelt: without `config:` or the namespace all it says would be ignored."""
    path = tmp_path / "Pulumi.test.yaml"
    path.write_text(text)

    assert fix in [problem.fix for problem in problems_of(path) if problem.id == "T006"]


def test_keys_of_pulumi_and_of_providers_are_theirs(tmp_path: Path) -> None:
    """What Pulumi writes itself, and a provider's own settings, are no problem."""
    path = write_stack(tmp_path)
    path.write_text(f"encryptionsalt: v1:abc\n{path.read_text()}  kubernetes:context: mine\n")

    assert problems_of(path) == []


def test_a_problem_is_one_line_whatever_the_key_holds(tmp_path: Path) -> None:
    """A line break in a key cannot make two lines of one problem."""
    (problem,) = problems_of(write_stack(tmp_path, web={"repli\ncas": 3}))

    assert len(problem.line().splitlines()) == 1


@pytest.mark.parametrize(("text", "rule"), [("config: [1,", "T002"), ("[]", "T003"), ("config: 3", "T003")])
def test_a_file_that_is_no_stack_file_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    """Broken YAML and the wrong shape are told apart."""
    path = tmp_path / "Pulumi.test.yaml"
    path.write_text(text)

    assert rule in {p.id for p in problems_of(path)}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message carries the path that was asked for."""
    (problem,) = problems_of(tmp_path / "Pulumi.nowhere.yaml")

    assert problem.id == "T001"
    assert "Pulumi.nowhere.yaml" in problem.where
