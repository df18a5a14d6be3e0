"""The examples that docs/api.md shows are those the app's suite runs."""

from __future__ import annotations

from tests.meta.files import ROOT


def test_what_the_document_types_is_what_the_suite_runs() -> None:
    """Line by line: app/api/tests/examples.txt holds the commands of docs/api.md."""
    document = (ROOT / "docs/api.md").read_text().splitlines()
    shown = [line.removeprefix("$ ") for line in document if line.startswith("$ curl")]

    assert shown == (ROOT / "app/api/tests/examples.txt").read_text().splitlines()
    assert len(shown) > 5
