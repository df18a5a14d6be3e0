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
        ("object-store", ("java", "-version"), "21."),
    ],
)
def test_program_starts_as_the_image_s_user(
    container: Containers, name: str, command: tuple[str, ...], says: str
) -> None:
    """The program is where the manifests look for it, has its libraries, and is the promised version."""
    ended = container(name).run(*command)
    assert says in ended.stdout + ended.stderr


def test_shop_loads_without_services_or_secrets(container: Containers) -> None:
    """Every library the settings name is in the image: Django's own checks import all of the shop."""
    app = container("app")
    app.environment = {"ENVIRONMENT": "build"}
    assert app.run("python", "manage.py", "findstatic", "admin/css/base.css").stdout
    assert app.run("python", "-m", "pip", "--version", check=False).returncode != 0
    assert app.run("touch", "/srv/app/written", check=False).returncode != 0
