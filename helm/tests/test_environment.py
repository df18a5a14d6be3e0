"""The app's contract: the keys it requires are the keys it gets, and no more. The app never imports the topology."""

from __future__ import annotations

import ast
import re

import pytest

from helm.tests.chart import CHECKOUT, Manifest, environment, pod, workloads
from topology.checks.celery import VISIBILITY_MARGIN_SECONDS
from topology.render.app_environment import SECRET_FILES
from topology.render.messages_environment import MESSAGE_SECRET_FILES

SETTINGS = CHECKOUT / "app" / "config" / "settings" / "env.py"
GUNICORN = CHECKOUT / "app" / "config" / "gunicorn.py"
WEB_KEY = re.compile(r"""["'](WEB_[A-Z_]+)["']""")
# Read by Celery itself.
OF_LIBRARIES = {"REMAP_SIGTERM"}


def _fields() -> dict[str, tuple[bool, bool]]:
    """Attribute of the app's Env class to (is a secret, is required), read without importing the app."""
    tree = ast.parse(SETTINGS.read_text())
    (env,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Env"]
    fields = {}
    for node in env.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            secret = "SecretStr" in ast.unparse(node.annotation)
            fields[node.target.id] = (secret, node.value is None or _is_field_without_default(node.value))
    return fields


def _is_field_without_default(value: ast.expr) -> bool:
    is_field = isinstance(value, ast.Call) and ast.unparse(value.func) == "Field"
    return (
        is_field
        and not value.args
        and not any(keyword.arg in ("default", "default_factory") for keyword in value.keywords)
    )


def test_the_settings_were_understood() -> None:
    """Keys of each kind were found; else the tests below would compare nothing."""
    fields = _fields()
    assert fields["database_host"] == (False, True)
    assert fields["log_level"] == (False, False)
    assert fields["secret_key"] == (True, True)


def test_every_container_gets_the_keys_the_app_requires_and_none_it_does_not_know(local: list[Manifest]) -> None:
    """Both ways: a missing key would stop the pod, an unknown one would be a fact that does nothing."""
    fields = _fields()
    required = {name.upper() for name, (secret, needed) in fields.items() if needed and not secret}
    known = {name.upper() for name in fields} | set(WEB_KEY.findall(GUNICORN.read_text())) | OF_LIBRARIES
    for workload in workloads(local):
        if workload["metadata"]["name"] == "edge":
            continue
        given = environment(local, workload).keys()
        assert required - given == set(), workload["metadata"]["name"]
        assert given - known == set(), workload["metadata"]["name"]


def test_the_web_server_gets_its_numbers(local: list[Manifest]) -> None:
    """Every WEB_* key that gunicorn's configuration reads is there for web."""
    read = set(WEB_KEY.findall(GUNICORN.read_text()))
    (web,) = [w for w in workloads(local) if w["metadata"]["name"] == "web"]
    assert read
    assert read == {key for key in environment(local, web) if key.startswith("WEB_")}


def test_secret_files_are_the_ones_the_app_reads() -> None:
    """The topology's list of files against the app's secret settings."""
    fields = _fields()
    read = {name for name, (secret, needed) in fields.items() if secret and needed}
    assert read <= set(SECRET_FILES) <= {name for name, (secret, _) in fields.items() if secret}
    optional = {name for name, (secret, needed) in fields.items() if secret and not needed}
    assert optional - {"admin_password"} == set(MESSAGE_SECRET_FILES)


@pytest.mark.parametrize(
    "command", ["migrate_all", "wait_for_migrations", "load_catalogue", "warm_up", "celery_monitor", "outbox_relay"]
)
def test_management_commands_exist(local: list[Manifest], command: str) -> None:
    """What pods run is there to be run."""
    run = [
        c["command"]
        for w in workloads(local)
        for c in (*pod(w).get("initContainers", []), *pod(w)["containers"])
        if "command" in c
    ]
    assert any(words[:3] == ["python", "manage.py", command] for words in run)
    assert list((CHECKOUT / "app").glob(f"*/management/commands/{command}.py"))


def test_heartbeat_files_are_the_ones_the_app_touches(local: list[Manifest]) -> None:
    """A probe that looks at another file would restart a healthy worker for ever."""
    source = (CHECKOUT / "app" / "monitoring" / "heartbeat.py").read_text()
    touched = set(re.findall(r'Path\("(/tmp/[a-z-]+)"\)', source))
    watched = set()
    for workload in workloads(local):
        container = pod(workload)["containers"][0]
        for probe in ("startupProbe", "livenessProbe"):
            if "exec" in container.get(probe, {}):
                watched |= set(re.findall(r"/tmp/[a-z-]+", " ".join(container[probe]["exec"]["command"])))  # noqa: S108  (as in the app)
    assert watched == touched


def test_the_visibility_margin_is_the_one_that_workers_insist_on() -> None:
    """A stack file that passes the check has workers that start (Q1)."""
    outbox = SETTINGS.parents[2] / "outbox"
    wait = re.search(r"^SHORT_WAIT_SECONDS = ([0-9.]+)$", (outbox / "retries.py").read_text(), re.MULTILINE)
    margin = re.search(r"^MARGIN_SECONDS = ([0-9]+)$", (outbox / "guard.py").read_text(), re.MULTILINE)
    assert wait
    assert margin
    assert float(wait[1]) + int(margin[1]) == VISIBILITY_MARGIN_SECONDS
