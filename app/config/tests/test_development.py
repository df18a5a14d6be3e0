"""The development profile (W5): it starts as docs/development.md says, and nothing of it is needed anywhere else."""

import os
import shlex
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from testing.waiting import wait_until

APP_DIR = Path(__file__).resolve().parents[2]
DATABASES = ("shop_in_development", "analytics_in_development")
TOOLS = ("debug_toolbar", "silk")


def environment_file() -> dict[str, str]:
    """The keys of development.env, as a shell reads them."""
    lines = (APP_DIR / "development.env").read_text().splitlines()
    return dict(shlex.split(line)[0].split("=", 1) for line in lines if line and not line.startswith("#"))


def run(*arguments: str, environment: dict[str, str]) -> str:
    """Output of `python <arguments>` with nothing but this environment; a failure shows what was said."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=APP_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_environment_file_is_complete():
    """With development.env and nothing else the settings load: no key is missing or malformed (W2, W5)."""
    code = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG, settings.RELEASE)"
    environment = {**environment_file(), "DJANGO_SETTINGS_MODULE": "config.settings.development"}
    assert run("-c", code, environment=environment).split() == ["True", "development"]


@pytest.mark.parametrize("profile", ["production", "test"])
def test_no_other_profile_needs_the_tools(profile, tmp_path):
    """Where debug toolbar and silk cannot be imported, the shop and its URL table still load (W5)."""
    ca = tmp_path / "ca.crt"
    ca.write_text("")
    code = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {TOOLS!r}:
            raise ModuleNotFoundError(f"{{name}} is not in the image")
sys.meta_path.insert(0, Absent())
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from django.conf import settings
print(sorted(set(sys.modules) & {{*{TOOLS!r}}}), [app for app in settings.INSTALLED_APPS if app in {TOOLS!r}])
"""
    environment = {
        **os.environ,
        "ENVIRONMENT": profile,
        "DJANGO_SETTINGS_MODULE": f"config.settings.{profile}",
        "TRANSPORT_TLS": "verify",
        "DATABASE_CA_FILE": str(ca),
        "REDIS_CA_FILE": str(ca),
        "OBJECT_STORE_ENDPOINT": "http://object-store:9000",
        "EDGE_PURGE_URL": "http://edge-purge:8081",
    }
    assert run("-c", code, environment=environment).strip() == "[] []"


@pytest.fixture
def development(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of development.env, on this run's Postgres and Redis, with two empty databases."""
    default = settings.DATABASES["default"]
    server = {
        "host": default["HOST"],
        "port": default["PORT"],
        "user": default["USER"],
        "password": default["PASSWORD"],
    }
    redis_address = settings.ENV.broker_address
    environment = environment_file() | {
        "DATABASE_PORT": str(server["port"]),
        "DATABASE_NAME": DATABASES[0],
        "ANALYTICS_DATABASE_NAME": DATABASES[1],
        "CACHE_SHARDS": redis_address,
    }
    environment |= {f"{role}_ADDRESS": redis_address for role in ("SESSIONS", "LONG_TERM", "BROKER")}
    for owner in ("DATABASE", "DATABASE_REPLICA", "ANALYTICS_DATABASE"):
        environment |= {
            f"{owner}_HOST": server["host"], f"{owner}_USER": server["user"], f"{owner}_PASSWORD": server["password"]
        }  # fmt: skip
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
        for name in DATABASES:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield environment
        for name in DATABASES:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def server(development: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Origin of `manage.py runserver`, started as the document says."""
    run("manage.py", "migrate_all", environment=development)
    run("manage.py", "load_catalogue", "--products", "30", environment=development)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as output:
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, cwd=APP_DIR, env=development, stdout=output, stderr=subprocess.STDOUT)
        try:
            origin = f"http://127.0.0.1:{port}"
            wait_until(lambda: page(f"{origin}/livez-of-nobody")[0] or log.read_text(), lambda s: s == 404, seconds=30)
            yield origin
        finally:
            process.terminate()
            process.wait(20)


def page(url: str) -> tuple[int, str, dict[str, str]]:
    """Status (0 while nobody listens), text and headers."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - a URL of this test
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)
    except urllib.error.URLError as error:
        return 0, str(error), {}


def test_runserver_shows_the_shop_with_toolbar_and_silk(server):
    """A developer's shop serves pages with the toolbar on them, its static files, and silk's record of it (W5)."""
    status, shop, headers = page(f"{server}/")
    assert (status, 'class="card"' in shop) == (200, True)
    assert 'id="djDebug"' in shop
    assert "Content-Security-Policy" in headers
    assert page(f"{server}/static/debug_toolbar/js/toolbar.js")[0] == 200
    status, silk, headers = page(f"{server}/silk/requests/")
    assert status == 200
    assert "Content-Security-Policy" not in headers
    assert silk.count("/silk/request/") >= 1
