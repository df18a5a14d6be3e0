"""A running edge: the rendered configuration with paths and ports of this machine, in front of a `Web`."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from nginx.tests.certificate import write_certificate
from nginx.tests.program import Program
from nginx.tests.web import Web
from topology.render.nginx_context import NginxContext
from topology.render.nginx_files import render, write

DEADLINE_SECONDS = 15.0


class Edge:
    """nginx in a folder of its own. Requests go to `get`, `request` (public) and `internal`."""

    def __init__(self, program: Program, context: NginxContext, web: Web, **changes: Any) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="edge-")
        folder = Path(self._folder.name)
        folder.chmod(0o755)  # where tests run as root, nginx's workers do not
        https, http, internal, metrics = _free_ports(4)
        self.context = replace(
            context,
            listen_address="127.0.0.1",
            https_port=https,
            http_port=http,
            internal_port=internal,
            metrics_port=metrics,
            upstream=web.address,
            modules_directory=program.modules,
            lua_directory=program.lua,
            certificate_directory=str(folder),
            cache_directory=str(folder / "cache"),
            temporary_directory=str(folder),
            **changes,
        )
        write_certificate(folder)
        write(render(self.context), folder / "conf")
        self._log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [*program.command, "-c", str(folder / "conf" / "nginx.conf"), "-g", "daemon off;"],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "OPENSSL_CONF": "/dev/null"},
        )
        self.tls = ssl.create_default_context(cafile=str(folder / "tls.crt"))
        self._client = httpx.Client(verify=self.tls, timeout=10, trust_env=False)
        self.wait_until(lambda: self.internal("GET", "/edge-health").status_code == 200, "nginx answers")

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request to the public port, with no cookie of an earlier one and no Accept-Encoding unless given."""
        headers = {"accept-encoding": "identity", "host": self.context.authority, **options.pop("headers", {})}
        address = f"https://localhost:{self.context.https_port}"
        response = self._client.request(method, address + path, headers=headers, **options)
        self._client.cookies.clear()
        return response

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET; `accept_encoding="br"` becomes a header."""
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def cache(self, path: str, **headers: str) -> str:
        """What X-Cache says about a path."""
        return self.get(path, **headers).headers["x-cache"]

    def internal(self, method: str, path: str) -> httpx.Response:
        """One request to the internal port."""
        return self._client.request(method, f"http://127.0.0.1:{self.context.internal_port}{path}")

    def metrics(self) -> dict[str, float]:
        """What Prometheus would read: series as text to value."""
        answer = self._client.get(f"http://127.0.0.1:{self.context.metrics_port}/metrics").raise_for_status()
        lines = (line for line in answer.text.splitlines() if not line.startswith("#"))
        return {series: float(value) for series, value in (line.rsplit(" ", 1) for line in lines)}

    def plain(self, path: str) -> httpx.Response:
        """One request to the HTTP port."""
        return self._client.get(f"http://127.0.0.1:{self.context.http_port}{path}")

    def log(self) -> str:
        """Everything nginx said so far."""
        return Path(self._folder.name, "log").read_text()

    def wait_until(self, condition: Any, what: str) -> None:
        """Poll until the condition holds; fail with nginx's log at the deadline."""
        end, last = time.monotonic() + DEADLINE_SECONDS, "never asked"
        while time.monotonic() < end:
            try:
                if condition():
                    return
                last = "not yet"
            except httpx.TransportError as error:
                last = repr(error)
            if self.process.poll() is not None:
                last = f"nginx ended with {self.process.returncode}"
                break
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {DEADLINE_SECONDS:.0f} s; last: {last}; log:\n{self.log()}")

    def stop(self) -> None:
        """End it and forget its folder."""
        self._client.close()
        self.process.terminate()
        self.process.wait(DEADLINE_SECONDS)
        self._log.close()
        self._folder.cleanup()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [listening.getsockname()[1] for listening in sockets]
    finally:
        for listening in sockets:
            listening.close()
