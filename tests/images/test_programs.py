"""Every image: its program is where the manifests look for it, and starts as the image's user."""

from collections.abc import Callable

import pytest

from tests.images.container import Container

pytestmark = pytest.mark.live

Containers = Callable[[str], Container]


@pytest.mark.parametrize(
    ("name", "command", "says"),
    [
        ("pgbouncer", ("/usr/bin/pgbouncer", "--version"), "PgBouncer 1.24"),
        ("coredns", ("/coredns", "-plugins"), "\nkubernetes\n"),
        ("metrics-server", ("/metrics-server", "--version"), "v0.7.2"),
        ("cnpg-operator", ("/manager", "version"), "1.29.0"),
        ("app", ("gunicorn", "--version"), "gunicorn"),
        ("app", ("python", "-c", "import sys; print(sys.version)"), "3.13"),
        ("prometheus", ("/usr/bin/prometheus", "--version"), "version 2.53"),
        ("prometheus", ("promtool", "--version"), "version 2.53"),
        ("prometheus", ("/usr/bin/prometheus-alertmanager", "--version"), "version 0.28"),
        ("prometheus", ("amtool", "--version"), "version 0.28"),
        ("redis-exporter", ("/usr/bin/prometheus-redis-exporter", "--version"), "1.69"),
        ("object-store", ("java", "-version"), "21."),
    ],
)
def test_program_starts_as_the_image_s_user(
    container: Containers, name: str, command: tuple[str, ...], says: str
) -> None:
    """The program is where the manifests look for it, has its libraries, and is the promised version."""
    ended = container(name).run(*command)
    assert says in ended.stdout + ended.stderr


IMPORT_ALL = """
from config.profile import use_profile
use_profile()
import django
django.setup()
from config.urls import urlpatterns
print(len(urlpatterns))
"""


def test_shop_loads_without_services_or_secrets(container: Containers) -> None:
    """Every library the shop names is in the image: the table of addresses imports all of it."""
    app = container("app")
    app.environment = {"ENVIRONMENT": "build"}
    assert app.run("python", "-c", IMPORT_ALL).stdout.strip() != "0"
    assert app.run("python", "-m", "pip", "--version", check=False).returncode != 0
    assert app.run("touch", "/srv/app/written", check=False).returncode != 0
