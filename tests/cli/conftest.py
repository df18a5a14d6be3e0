"""A checkout and a cache of the test's own: nothing here touches the real ones."""

from pathlib import Path

import pytest

from cli import paths
from cli.facts import Facts


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the driver takes for its checkout, with an own cache beside it."""
    root = tmp_path / "checkout"
    root.mkdir()
    state = root / ".rushhour"
    places = {
        "CHECKOUT": root,
        "STATE": state,
        "BIN": state / "bin",
        "LOGS": state / "logs",
        "KUBECONFIG": state / "kubeconfig",
        "PASSPHRASE": state / "passphrase",
        "PULUMI_BACKEND": state / "pulumi",
        "CA_CERTIFICATE": state / "ca.crt",
        "ENV_FILE": state / "env",
        "TIMINGS": state / "timings.json",
        "IMAGES": state / "images.json",
        "PREFLIGHT_REPORT": state / "reports" / "preflight.json",
        "LOCK": state / "lock",
        "VENV_LINK": root / ".venv",
    }
    for name, place in places.items():
        monkeypatch.setattr(paths, name, place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return root


@pytest.fixture
def facts() -> Facts:
    """The facts of an embedded stack."""
    return Facts(
        stack="local",
        embedded=True,
        kubeconfig=None,
        context=None,
        namespace="rushhour",
        domain="localhost",
        https_port=8443,
        http_port=8080,
        node_address="10.250.0.1",
        api_port=6443,
    )
