"""The search for leaked secrets finds what it looks for: a search that cannot find proves nothing."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.infra.support import secrets
from tests.infra.support.secrets import Needle, found_in, found_in_files

VALUE = b"correct-horse-battery-staple"
PEM = b"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEH\nBG0wawIBAQQg\n-----END PRIVATE KEY-----\n"


class OneSecret:
    """A cluster whose namespace holds one Secret."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    def items(self, *_: str) -> list[dict[str, object]]:
        data = {"password": base64.b64encode(self._value).decode(), "ca.crt": base64.b64encode(b"x" * 99).decode()}
        return [{"metadata": {"name": "app-secrets"}, "type": "Opaque", "data": data}]


def wanted(value: bytes) -> list[Needle]:
    """What is looked for when this is the only secret."""
    return secrets.needles(OneSecret(value))  # type: ignore[arg-type]  # stands for the cluster


@pytest.mark.parametrize("value", [VALUE, PEM], ids=["password", "key"])
@pytest.mark.parametrize("dressed", [bytes, base64.b64encode], ids=["clear", "base64"])
def test_a_secret_is_found_in_either_form(value: bytes, dressed: type) -> None:
    """In clear and in base64, in the middle of other text; the finding is a name, not the value."""
    assert found_in(b"before " + dressed(value) + b" after", wanted(value)) == ["app-secrets/password"]


def test_what_is_public_is_not_looked_for() -> None:
    """Certificates and user names stand in many places on purpose."""
    assert found_in(b"x" * 200, wanted(VALUE)) == []


def test_a_secret_across_two_chunks_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large files are read in pieces; a value on the seam is not missed."""
    monkeypatch.setattr(secrets, "CHUNK", 50)
    file = tmp_path / "log"
    file.write_bytes(b"." * 40 + VALUE + b"." * 500)

    assert found_in_files([file, tmp_path / "gone"], wanted(VALUE)) == {str(file): ["app-secrets/password"]}


def test_a_needle_does_not_print_its_text() -> None:
    """Failing tests show their variables; the value is not among them."""
    assert VALUE.decode() not in repr(wanted(VALUE))
