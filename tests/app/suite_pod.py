"""The pod the app's own test suite runs in: the app with its tests, a real Postgres with a streaming standby, and a
real Redis beside it.

The servers are sidecars: they are up before the tests begin and end with them. They listen inside the pod only, so
none needs a password worth the name.
"""

from __future__ import annotations

from typing import Any

from tests.infra.support.kube import Manifest

NAMESPACE = "rushhour-test"
POD = "app-suite"
TESTS = "tests"
REPORTS = "/reports"
# The last line of the log, followed by pytest's exit status.
END_MARK = "app suite ended with status"
COLLECT_SECONDS = 60

STANDBY_PORT = 5433
_POSTGRES_DATA = "/data/cluster"
_STANDBY_DATA = "/data/standby"
_POSTGRES_OPTIONS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp -c max_connections=200 -c fsync=off"
_START_POSTGRES = f"""
set -eu
initdb --pgdata={_POSTGRES_DATA} --username=postgres --auth=trust --encoding=UTF8 \
  --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync >/tmp/initdb.log || {{ cat /tmp/initdb.log; exit 1; }}
exec postgres -D {_POSTGRES_DATA} {_POSTGRES_OPTIONS} \
  -c full_page_writes=off -c synchronous_commit=off -c wal_keep_size=256MB \
  -c shared_preload_libraries=pg_stat_statements
"""
# Tests pause its replay, and see what a visitor sees meanwhile.
_START_STANDBY = f"""
set -eu
pg_basebackup --pgdata={_STANDBY_DATA} --host=127.0.0.1 --username=postgres --wal-method=stream --checkpoint=fast \
  --write-recovery-conf --no-sync
exec postgres -D {_STANDBY_DATA} -p {STANDBY_PORT} {_POSTGRES_OPTIONS} -c shared_buffers=32MB
"""
# The pod stays until the reports were fetched: an emptyDir goes with it.
_RUN_TESTS = f"""
python -m pytest -p no:cacheprovider --color=yes --junit-xml={REPORTS}/junit.xml \
  --cov=. --cov-config=coverage.ini --cov-report=term:skip-covered --cov-report=xml:{REPORTS}/coverage.xml
status=$?
echo "{END_MARK} $status"
waited=0
while [ ! -e {REPORTS}/collected ] && [ $waited -lt {COLLECT_SECONDS} ]; do sleep 1; waited=$((waited + 1)); done
exit $status
"""


def manifests(images: dict[str, str]) -> list[Manifest]:
    """The namespace, which lets nothing in or out, and the pod in it.

    Args:
        images: full references of `app-test`, `postgres` and `redis`.
    """
    return [_namespace(), _isolation(), _pod(images)]


def _namespace() -> Manifest:
    modes = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": modes}}


def _isolation() -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "default-deny", "namespace": NAMESPACE},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    }


def _pod(images: dict[str, str]) -> Manifest:
    postgres = _container("postgres", images["postgres"], 26, ["sh", "-c", _START_POSTGRES], ("1", "768Mi"))
    standby = _container("standby", images["postgres"], 26, ["sh", "-c", _START_STANDBY], ("1", "384Mi"))
    redis = _container("redis", images["redis"], 999, None, ("500m", "192Mi"))
    redis["args"] = ["--bind", "127.0.0.1", "--save", "", "--dir", "/tmp", "--protected-mode", "no"]  # noqa: S108 - a volume
    tests = _container(TESTS, images["app-test"], 10001, ["sh", "-c", _RUN_TESTS], ("2", "1536Mi"))
    tests["env"] = [
        {"name": "COVERAGE_FILE", "value": "/tmp/coverage"},  # noqa: S108 - a volume
        {"name": "STANDBY_PORT", "value": str(STANDBY_PORT)},
    ]
    tests["volumeMounts"].append({"name": "reports", "mountPath": REPORTS})
    for server in (postgres, standby):
        server["volumeMounts"].append({"name": "data", "mountPath": "/data"})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": POD, "namespace": NAMESPACE},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": 1,
            "securityContext": {"runAsNonRoot": True, "fsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
            "initContainers": [
                _sidecar(postgres, ["pg_isready", "-h", "127.0.0.1"]),
                _sidecar(standby, ["pg_isready", "-h", "127.0.0.1", "-p", str(STANDBY_PORT)]),
                _sidecar(redis, ["redis-cli", "-e", "ping"]),
            ],
            "containers": [tests],
            "volumes": [{"name": name, "emptyDir": {}} for name in ("tmp", "data", "reports")],
        },
    }


def _sidecar(container: dict[str, Any], ready: list[str]) -> dict[str, Any]:
    probe = {"exec": {"command": ready}, "periodSeconds": 1, "timeoutSeconds": 3, "failureThreshold": 60}
    return {**container, "restartPolicy": "Always", "startupProbe": probe}


def _container(name: str, image: str, user: int, command: list[str] | None, limits: tuple[str, str]) -> dict[str, Any]:
    cpu, memory = limits
    return {
        "name": name,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        **({"command": command} if command else {}),
        "securityContext": {
            "runAsUser": user,
            "runAsGroup": user,
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": cpu, "memory": memory}},
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp", "subPath": name}],  # noqa: S108 - a volume
    }
