"""What the processes really run as, seen from inside the containers with testinfra (O5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from testinfra.host import Host

ROOT = 0
SECRETS = "/run/secrets/rushhour"


def test_the_process_is_not_root(pod_host: Callable[..., Host], component: str) -> None:
    """The kernel says so, not the manifest: the main process has another user than root and no capability (O5)."""
    host = pod_host(component)
    status = dict(line.split(":", 1) for line in host.check_output("cat /proc/1/status").splitlines() if ":" in line)

    assert [int(uid) for uid in status["Uid"].split()] != [ROOT] * 4
    assert ROOT not in {int(uid) for uid in status["Uid"].split()}
    assert int(status["CapEff"], 16) == 0
    assert int(status["NoNewPrivs"]) == 1
    assert int(status["Seccomp"]) == 2, "no seccomp filter"


def test_the_root_file_system_is_read_only(pod_host: Callable[..., Host], component: str) -> None:
    """Nothing can be written beside the programs: an intruder cannot change or add any (O5)."""
    host = pod_host(component)
    tried = host.run("touch /verify-read-only")

    assert tried.failed
    assert "Read-only file system" in tried.stderr, tried.stderr


@pytest.mark.parametrize("role", ["web", "beat", "worker-default"])
def test_secret_files_are_for_the_app_alone(pod_host: Callable[..., Host], role: str) -> None:
    """Secrets are files that only the app's user reads, and no environment carries one (O5, W2)."""
    host = pod_host(role)
    secret = host.file(f"{SECRETS}/database_password")
    names = host.check_output("tr '\\0' '\\n' < /proc/1/environ | cut -d= -f1").lower().splitlines()

    assert secret.exists
    assert host.run(f"find -L {SECRETS} -maxdepth 1 -type f -perm /007").stdout == ""
    assert not [name for name in names if "password" in name or "secret_key" in name]


def test_the_image_has_no_compiler_or_package_manager_cache(pod_host: Callable[..., Host], component: str) -> None:
    """Images hold what runs: no compiler, no build tools, no downloaded package lists (O5, W5)."""
    host = pod_host(component)

    assert host.run("command -v gcc cc make curl wget").stdout == ""
    assert host.run("ls /var/lib/apt/lists | grep -c _Packages").stdout.strip() in ("0", "")


def test_development_tools_are_not_in_the_app_image(pod_host: Callable[..., Host]) -> None:
    """The debug toolbar, silk, pytest and the tests themselves stay out of production (W5)."""
    host = pod_host("web")
    found = host.run("ls /opt/venv/lib/python3*/site-packages").stdout.lower().splitlines()

    assert "django" in found
    assert not {"debug_toolbar", "silk", "pytest", "_pytest"} & set(found)
    assert host.run("find /srv/app -name 'test_*.py'").stdout == ""
