"""The one thing asked of Kubernetes: how many pods a Deployment should have, and to make it another number.

The `scale` subresource, with the pod's own token. See the Role `autoscaler` of the chart: it permits nothing else.
"""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

#: where every pod with a token finds it; the kubelet replaces the token before it expires
ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
#: seconds to connect, and to wait for an answer
TIMEOUT_SECONDS = (3.05, 10)
#: a Deployment whose status changes has a new version each time; this many times the same change is tried again
ATTEMPTS = 4
MERGE_PATCH = "application/merge-patch+json"


class ScaleError(Exception):
    """The number of pods could not be read or set. Nothing was changed."""


class NotInClusterError(ScaleError):
    """There is no API to talk to."""


class ChangedMeanwhileError(ScaleError):
    """Somebody else has set the number since it was read."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How many pods a Deployment asks for.

    Attributes:
        name: of the Deployment.
        uid: its identity; a Deployment that is made again has another.
        version: its resourceVersion; what is written on top of another version is refused.
        replicas: pods it asks for.
    """

    name: str
    uid: str
    version: str
    replicas: int


class ApiAdapter(HTTPAdapter):
    """Verifies the API server's certificate by OpenSSL's rules, without RFC 5280's on top.

    Python 3.13 adds VERIFY_X509_STRICT to its default context, and refuses what many clusters have: certificates
    without an authority key identifier. Chain, dates and address are checked as ever.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        # Verifies as a client has to, and trusts nobody yet: `verify` names the cluster's own authority.
        super().init_poolmanager(*args, ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)


class ScaleApi:
    """The scale subresource of one namespace's Deployments."""

    def __init__(
        self, url: str, namespace: str, account: Path = ACCOUNT, timeout: tuple[float, float] = TIMEOUT_SECONDS
    ) -> None:
        self._url, self._namespace, self._account, self._timeout = url, namespace, account, timeout
        self._session = requests.Session()
        self._session.mount("https://", ApiAdapter())
        self._session.trust_env = False  # no proxy, no .netrc: the token goes to the API server alone

    @classmethod
    def of_this_pod(cls, account: Path = ACCOUNT) -> "ScaleApi":
        """The API of the cluster that this process runs in.

        Raises:
            NotInClusterError: it runs in none, or its pod has no token.
        """
        host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
        if not host or not (account / "token").exists():
            raise NotInClusterError(
                f"no Kubernetes API: KUBERNETES_SERVICE_HOST is {host or 'not set'} and {account}/token "
                f"{'exists' if (account / 'token').exists() else 'does not exist'}. Nothing was changed. "
                "Run it in the pod `autoscaler`, which has a service account for this."
            )
        host = f"[{host}]" if ":" in host else host
        return cls(f"https://{host}:{port}", (account / "namespace").read_text().strip(), account)

    def read(self, name: str) -> Scale:
        """How many pods the Deployment asks for.

        Raises:
            ScaleError: the API did not say.
        """
        return self._scale(name, self._ask("GET", name))

    def write(self, seen: Scale, replicas: int) -> Scale:
        """Make it another number, if nobody else has since it was seen.

        Raises:
            ChangedMeanwhileError: somebody has; look again and decide anew.
            ScaleError: the API refused or did not answer.
        """
        for _ in range(ATTEMPTS):
            body = {"metadata": {"resourceVersion": seen.version}, "spec": {"replicas": replicas}}
            response = self._ask("PATCH", seen.name, body)
            if response.status_code != requests.codes.conflict:
                return self._scale(seen.name, response)
            # The version also changes with every pod that becomes ready. The number is what matters.
            fresh = self.read(seen.name)
            if (fresh.replicas, fresh.uid) != (seen.replicas, seen.uid):
                raise ChangedMeanwhileError(
                    f"Deployment {seen.name}: had {seen.replicas} replicas when it was read, now {fresh.replicas}. "
                    "Nothing was changed. The next look decides anew."
                )
            seen = fresh
        raise ScaleError(
            f"Deployment {seen.name}: {ATTEMPTS} attempts met a newer version each (409). Nothing was changed. "
            "The next look tries again."
        )

    def _ask(self, method: str, name: str, body: dict[str, Any] | None = None) -> requests.Response:
        url = f"{self._url}/apis/apps/v1/namespaces/{self._namespace}/deployments/{name}/scale"
        try:
            response = self._send(method, url, body)
            if response.status_code == requests.codes.unauthorized:  # the token was replaced in this very moment
                response = self._send(method, url, body)
        except (requests.RequestException, OSError) as error:
            raise ScaleError(
                f"{method} {url}: {type(error).__name__}: {error}. Nothing is known to have changed. Is the API up, "
                "and does the NetworkPolicy `autoscaler` let this pod reach it (rushhour:cluster.apiNetworks)?"
            ) from None
        if response.ok or (response.status_code == requests.codes.conflict and method == "PATCH"):
            return response
        raise ScaleError(
            f"{method} {url}: {response.status_code} {_said(response)}. Nothing was changed. {_fix(response)}"
        )

    def _send(self, method: str, url: str, body: dict[str, Any] | None) -> requests.Response:
        token = (self._account / "token").read_text().strip()  # read anew: it is replaced about every hour
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = MERGE_PATCH
        return self._session.request(
            method,
            url,
            json=body,
            headers=headers,
            timeout=self._timeout,
            verify=str(self._account / "ca.crt"),
            allow_redirects=False,
        )

    @staticmethod
    def _scale(name: str, response: requests.Response) -> Scale:
        try:
            found = response.json()
            metadata, replicas = found["metadata"], found["spec"].get("replicas", 0)
            return Scale(name, metadata["uid"], metadata["resourceVersion"], int(replicas))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ScaleError(
                f"Deployment {name}: the answer is no Scale: {response.text[:200]!r}. Is there a proxy in between?"
            ) from None


def _said(response: requests.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200] or response.reason


def _fix(response: requests.Response) -> str:
    match response.status_code:
        case requests.codes.unauthorized:
            return "The pod's token is not accepted: does its service account still exist?"
        case requests.codes.forbidden:
            return "The Role `autoscaler` has to permit get and patch of deployments/scale for it: run `pulumi up`."
        case requests.codes.not_found:
            return "CELERY_AUTOSCALE names a Deployment that does not exist: run `pulumi up`."
    return "The API server has trouble of its own; the next look tries again."
