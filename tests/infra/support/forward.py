"""The shop through one chosen edge server, past whatever shares the visitors out among them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from tests.infra.support.kube import Kube
from tests.infra.support.site import TIMEOUT_SECONDS, Site
from tests.infra.support.waiting import wait_until
from topology.ports import Port

READY_SECONDS = 20
LISTENING = re.compile(r"Forwarding from 127\.0\.0\.1:(\d+) ->")


@contextmanager
def forwarded(kube: Kube, pod: str, port: int) -> Iterator[int]:
    """A local port that leads to the pod's.

    Raises:
        AssertionError: kubectl ended, or said no port in time.
    """
    command = ["kubectl", *(["--context", kube.context] if kube.context else []), "port-forward", "-n", kube.namespace]
    with subprocess.Popen(
        [*command, f"pod/{pod}", f":{port}"],
        env=dict(kube.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said: list[str] = []
        try:
            assert process.stdout is not None
            # One line is written as soon as it listens, or an error as soon as it cannot.
            said.append(process.stdout.readline())
            found = LISTENING.search(said[0])
            assert found, f"kubectl port-forward to {pod}:{port}: {said[0]!r}"
            yield int(found[1])
        finally:
            process.terminate()


@contextmanager
def at_each_edge(kube: Kube, site: Site) -> Iterator[dict[str, httpx.Client]]:
    """A client for each edge server, by the pod's name, that speaks to it as a browser would to the site."""
    host, port = site.address
    authority = host if port == 443 else f"{host}:{port}"
    with ExitStack() as stack:
        clients = {}
        for pod in kube.pods("edge"):
            name = pod["metadata"]["name"]
            local = stack.enter_context(forwarded(kube, name, Port.EDGE_HTTPS))
            transport = Named(site, host)
            client = httpx.Client(
                base_url=f"https://127.0.0.1:{local}",
                headers={"Host": authority},
                transport=transport,
                timeout=TIMEOUT_SECONDS,
                trust_env=False,
            )
            clients[name] = stack.enter_context(client)
            wait_until(
                lambda client=client: client.get("/static/shop/icon.svg").status_code,
                lambda status: status < 500,
                seconds=READY_SECONDS,
                what=f"{name} answers through the forwarded port",
            )
        yield clients


class Named(httpx.HTTPTransport):
    """Checks the certificate against the site's name, although the connection goes to this machine."""

    def __init__(self, site: Site, name: str) -> None:
        super().__init__(verify=site.context(), http2=True)
        self._name = name

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask for the site by its name in the handshake too."""
        request.extensions = {**request.extensions, "sni_hostname": self._name}
        return super().handle_request(request)
