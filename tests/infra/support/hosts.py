"""testinfra hosts. The one place that writes host specs: testinfra drops a misspelt key of one without a word."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import testinfra
from testinfra.host import Host

LOCAL = "local://"


def host_spec(pod: str, *, namespace: str, kubeconfig: Path, container: str | None = None) -> str:
    """The `kubectl://` spec of a container."""
    keys = {"namespace": namespace, "kubeconfig": str(kubeconfig), **({"container": container} if container else {})}
    return f"kubectl://{pod}?{urlencode(keys)}"


def local_host() -> Host:
    """The machine the tests run on."""
    return testinfra.get_host(LOCAL)
