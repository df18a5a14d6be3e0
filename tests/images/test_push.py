"""Images reach a registry that wants TLS and a password, for teams with a cluster of their own."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from images.paths import CHECKOUT
from tests.images.container import wait_until

pytestmark = pytest.mark.skipif(
    not shutil.which("docker-registry") or not shutil.which("catatonit"),
    reason="needs Debian's docker-registry and catatonit (2026-11-25; `make test` installs both)",
)

# bcrypt of "example", the only form the registry reads.
PASSWORD_FILE = "pusher:$2b$05$/ZVchULjyZTQSYwlVqXG9uUbi8eL.zD3iHtCS210N7q07Iyvxyxxa\n"
CONFIGURATION = """
version: 0.1
storage: {filesystem: {rootdirectory: %(folder)s/blobs}}
http: {addr: "127.0.0.1:%(port)d", tls: {certificate: %(tls)s/tls.crt, key: %(tls)s/tls.key}}
auth: {htpasswd: {realm: test, path: %(folder)s/htpasswd}}
"""


def test_push_uploads_records_and_is_not_repeated(
    certificates: Path, free_port: Callable[[], int], tmp_path: Path
) -> None:
    """Refused without credentials; with them the registry has the image, the record its name; once is enough."""
    port = free_port()
    (tmp_path / "htpasswd").write_text(PASSWORD_FILE)
    configuration = tmp_path / "registry.yml"
    configuration.write_text(CONFIGURATION % {"folder": tmp_path, "port": port, "tls": certificates})
    (tmp_path / "none.json").write_text('{"auths": {}}')
    log = tmp_path / "registry.log"
    authority = str(certificates / "ca.crt")
    with log.open("wb") as output:
        registry = subprocess.Popen(["docker-registry", "serve", str(configuration)], stdout=output, stderr=output)
    try:
        client = httpx.Client(
            base_url=f"https://localhost:{port}",
            verify=ssl.create_default_context(cafile=authority),
            auth=("pusher", "example"),
        )
        wait_until(lambda: _answers(client), "the registry answers", log)
        refused = _push(port, tmp_path, authority)
        assert refused.returncode == 1
        assert "authentication required" in refused.stderr or "unauthorized" in refused.stderr

        login = [
            "buildah",
            "login",
            "--authfile",
            str(tmp_path / "auth.json"),
            "--username",
            "pusher",
            "--password-stdin",
        ]
        environment = {**os.environ, "SSL_CERT_FILE": authority}
        subprocess.run(
            [*login, f"localhost:{port}"], input="example", text=True, check=True, env=environment, capture_output=True
        )
        pushed = _push(port, tmp_path, authority, "--authfile", str(tmp_path / "auth.json"))
        assert pushed.returncode == 0, pushed.stderr
        reference = json.loads((tmp_path / "images.json").read_text())["pause"]
        tag = reference.removeprefix(f"localhost:{port}/shop/pause:")
        assert client.get("/v2/shop/pause/tags/list").json()["tags"] == [tag]

        again = _push(port, tmp_path, authority)
        assert "image 1/1 pause: pushed before" in again.stdout
    finally:
        registry.terminate()
        registry.wait(10)


def _push(port: int, folder: Path, authority: str, *credentials: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "images", "push", "pause", "--registry", f"localhost:{port}/shop", *credentials]
    return subprocess.run(
        [*command, "--record", str(folder / "images.json")],
        cwd=CHECKOUT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "SSL_CERT_FILE": authority, "REGISTRY_AUTH_FILE": str(folder / "none.json"),
             "XDG_CACHE_HOME": str(folder / "cache")},
    )  # fmt: skip


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/v2/").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
