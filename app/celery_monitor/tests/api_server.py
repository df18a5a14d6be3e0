"""An HTTPS server that answers for the `scale` subresource as the Kubernetes API does, and can be told to misbehave.

It checks what the real one checks: the path, the bearer token, the patch's content type and its resourceVersion.
"""

import datetime
import ipaddress
import json
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMESPACE = "shop"


def certificates(folder: Path) -> None:
    """An authority and its certificate for 127.0.0.1: `ca.crt`, `tls.crt`, `tls.key`.

    Without key identifiers, like those of many clusters.
    """
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _named("kubernetes", "kubernetes", authority_key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    server = _named("kube-apiserver", "kubernetes", key).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
    )
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "tls.key").write_bytes(key.private_bytes(pem, form, plain))
    for name, builder in (("ca.crt", authority), ("tls.crt", server)):
        (folder / name).write_bytes(builder.sign(authority_key, hashes.SHA256()).public_bytes(pem))


def _named(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return x509.CertificateBuilder(
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]),
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - datetime.timedelta(minutes=5),
        not_valid_after=now + datetime.timedelta(hours=1),
    )


@dataclass
class Deployment:
    """One Deployment as the API keeps it."""

    replicas: int
    uid: str = "uid-1"
    version: int = 100
    patches: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Misbehaviour:
    """What the next requests meet: a status each (`None`: served as usual), or a wait before the answer."""

    statuses: list[int | None] = field(default_factory=list)
    hang: threading.Event | None = None
    #: called before a patch is looked at, as another client would act in between
    before_patch: Any = None


class Api:
    """The server. `deployments` is its state, `tokens` are those it accepts, `log` is what it was asked."""

    def __init__(self, folder: Path) -> None:
        certificates(folder)
        (folder / "token").write_text("first-token")
        (folder / "namespace").write_text(NAMESPACE)
        self.account = folder
        self.tokens = {"first-token"}
        self.deployments: dict[str, Deployment] = {}
        self.misbehaviour = Misbehaviour()
        self.log: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(*api.serve("GET", self.path, self.headers, b""))

            def do_PATCH(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(*api.serve("PATCH", self.path, self.headers, body))

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def serve(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """One request, answered."""
        self.log.append((method, path))
        if self.misbehaviour.hang is not None:
            self.misbehaviour.hang.wait(10)
        with self._lock:
            return self._judge(method, path, headers, body)

    def _judge(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        wanted = self.misbehaviour.statuses.pop(0) if self.misbehaviour.statuses else None
        if wanted:
            return wanted, status_body(wanted, "told to misbehave")
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, status_body(401, "Unauthorized")
        prefix, suffix = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/", "/scale"
        name = path.removeprefix(prefix).removesuffix(suffix)
        if not (path.startswith(prefix) and path.endswith(suffix)):
            return 403, status_body(403, f"cannot {method.lower()} {path}")
        if name not in self.deployments:
            return 404, status_body(404, f'deployments.apps "{name}" not found')
        if method == "PATCH":
            if headers.get("Content-Type") != "application/merge-patch+json":
                return 415, status_body(415, "the body of the request was in an unknown format")
            return self._patch(name, json.loads(body))
        return 200, self._scale(name)

    def _patch(self, name: str, patch: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        deployment = self.deployments[name]
        if self.misbehaviour.before_patch:
            self.misbehaviour.before_patch(deployment)
        if patch["metadata"]["resourceVersion"] != str(deployment.version):
            return 409, status_body(
                409, "the object has been modified; please apply your changes to the latest version"
            )
        deployment.replicas, deployment.version = patch["spec"]["replicas"], deployment.version + 1
        deployment.patches.append(patch)
        return 200, self._scale(name)

    def _scale(self, name: str) -> dict[str, Any]:
        found = self.deployments[name]
        metadata = {"name": name, "namespace": NAMESPACE, "uid": found.uid, "resourceVersion": str(found.version)}
        # The API leaves `replicas` out where it is 0.
        spec = {"replicas": found.replicas} if found.replicas else {}
        return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec}


def status_body(code: int, message: str) -> dict[str, Any]:
    """A `Status` as the API sends it."""
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code}
