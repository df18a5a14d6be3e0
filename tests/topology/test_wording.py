"""What is refused is said in the words of whoever writes a stack file, not in those of a library (O1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.topology.stack import problems_of, write_stack
from topology import Topology

WORDS: list[tuple[dict[str, Any], str]] = [
    ({"monitoring": {"alerts": {"emails": ["ops"]}}}, "ops@example.com"),
    ({"messages": {"operatorsEmail": "A <a@example.com>"}}, "ops@example.com"),
    ({"messages": {"smsGateway": "ftp://sms"}}, "https://sms.example.com/v1"),
    ({"messages": {"operatorsPhone": "0049 1"}}, "+491234567890"),
    ({"monitoring": {"runbookUrl": "docs"}}, "https://docs.example.com/runbooks/"),
    ({"monitoring": {"tracing": {"endpoint": "collector:4318"}}}, "http://collector.tracing:4318"),
    ({"site": {"domain": "https://shop.example.com", "httpsPort": 8443, "httpPort": 8080}}, "shop.example.com"),
    ({"objectStore": {"endpoint": "s3"}}, "https://s3.example.com"),
    ({"images": {"registry": "https://registry.example.com"}}, "registry.example.com/rushhour"),
    ({"cluster": {"namespace": "Bad_Name"}}, "small letters, digits and dashes"),
    ({"cluster": {"apiNetworks": ["x"]}}, "10.0.0.0/8"),
    ({"web": None}, "`{}` for the defaults"),
    ({"images": {"overrides": []}}, "`{}` for none"),
    ({"queues": "email"}, "a list"),
    ({"messages": {"mailServer": {"host": "mail.example.com", "prt": 25}}}, "`port`"),
]


@pytest.mark.parametrize(("keys", "example"), WORDS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_fix_shows_what_to_write(tmp_path: Path, keys: dict[str, Any], example: str) -> None:
    """Neither a regular expression nor a class of Python's (O1)."""
    (problem,) = [p for p in problems_of(write_stack(tmp_path, **keys)) if p.id in ("T101", "T102")]

    assert example in problem.fix
    assert not any(word in problem.line() for word in ("pattern", "instance of", "tuple", "dictionary"))


def test_the_schema_for_editors_keeps_the_patterns() -> None:
    """An editor underlines what `check` would refuse."""
    schema = Topology.model_json_schema(by_alias=True)

    assert "pattern" in schema["$defs"]["Site"]["properties"]["domain"]


def test_what_only_follows_from_a_refusal_is_not_said(tmp_path: Path) -> None:
    """The defaults stand in for what is refused; what is wrong with them is nobody's mistake (O1)."""
    path = write_stack(tmp_path, edge="x", worker=3, celery={"visibilityTimeoutSeconds": 150})

    assert {p.id for p in problems_of(path) if not p.id.startswith("T30")} == {"T102"}


def test_a_queue_without_a_value_has_an_entry(tmp_path: Path) -> None:
    """`email:` alone is nothing in YAML; the answer is `{}`, and not that the queue has no worker (O1, Q2)."""
    (problem,) = problems_of(write_stack(tmp_path, queues=["email"], workers={"email": None}))

    assert (problem.id, "`{}` for the defaults" in problem.fix) == ("T102", True)
