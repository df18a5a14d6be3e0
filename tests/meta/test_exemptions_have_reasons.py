"""Every exemption from a rule says why it stands there; a bare one is a rule nobody believes in."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.meta.files import listing, name_of, python_files, tree_of

LEAST_REASON = 5
RULE = re.compile(r"(noqa:\s*[A-Z]+\d+|ignore\[[\w-]+|no cover)")
WAIVER = re.compile(r"#\s*(?:noqa|type:\s*ignore|nosec|pragma:\s*no cover|pylint:|ruff:\s*noqa)")
# `
WELL_FORMED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w-]+(?:,\s*[\w-]+)*\]|pragma:\s*no cover)"
    r"(?:\s+-\s+|\s*\(|\s+#\s*|\s{2,})(?P<reason>.*)"
)


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and text of every comment."""
    with io.BytesIO(path.read_bytes()) as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def bare_waivers(path: Path) -> list[str]:
    """Waivers of a file that name no rule, or give no reason: on their line, on the line above, or once for a rule."""
    lines = path.read_text(encoding="utf-8").splitlines()
    bare, explained = [], set()
    for number, text in comments(path):
        if not WAIVER.search(text):
            continue
        rule = RULE.search(text)
        match = WELL_FORMED.search(text)
        above = lines[number - 2].strip() if number > 1 else ""
        if (match and len(match["reason"]) >= LEAST_REASON) or (above.startswith("#") and not WAIVER.search(above)):
            explained.add(rule and rule[1])
        if rule is None or rule[1] not in explained:
            bare.append(f"{name_of(path)}:{number}: {text}")
    return bare


def test_every_waiver_names_its_rule_and_its_reason() -> None:
    """`noqa`, `type: ignore` and their like carry a rule and a reason."""
    bare = [waiver for path in python_files() for waiver in bare_waivers(path)]

    assert not bare, listing(bare)


def skips(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, name and reason of every skip and xfail."""
    for node in ast.walk(tree_of(path)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("skip", "xfail")
            and ast.unparse(node.value) == "pytest.mark"
        ):
            yield node.lineno, f"pytest.mark.{node.attr}", _reason_of_mark(path, node)
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in ("pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skipif"):
            given = [k.value for k in node.keywords if k.arg in ("reason", "msg")] + node.args[:1]
            text = "" if name == "pytest.mark.skipif" and not node.keywords else ast.unparse(given[0]) if given else ""
            yield node.lineno, name, text


def _reason_of_mark(path: Path, mark: ast.Attribute) -> str:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and node.func is mark:
            given = [k.value for k in node.keywords if k.arg == "reason"] + node.args[:1]
            return ast.unparse(given[0]) if given else ""
    return ""


def test_every_skip_says_why() -> None:
    """A test that does not run says why, and under which condition it would."""
    silent = [
        f"{name_of(path)}:{line}: {name}"
        for path in python_files()
        for line, name, reason in skips(path)
        if len(reason) < LEAST_REASON
    ]

    assert not silent, listing(silent)
