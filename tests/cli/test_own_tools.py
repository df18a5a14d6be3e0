"""The tools that are written here, in Go: their own tests."""

import subprocess

import pytest

from cli import paths
from cli.tools import families, golang

OWN = sorted({path.parent.name for path in paths.TOOLS.glob("*/*_test.go")})
# Nothing is downloaded: the modules are those the tool was built from.
OFFLINE = {"GOPROXY": "off"}
SECONDS = 900  # half a minute where the tool was built lately; a compiler without its cache starts from nothing


@pytest.mark.parametrize("name", OWN)
def test_tool_passes_its_own_tests(name: str) -> None:
    """`go test`, with the flags of the build, so that what the build has compiled is not compiled again."""
    [family] = [family for family in families.load() if family.name == name]
    go = golang.at_hand()
    if go is None:
        pytest.skip("no Go compiler is at hand; make up installs one")
    env = go.environment() | OFFLINE
    listed = subprocess.run(
        [go.command, "list", "-deps", "-test", "./..."], cwd=family.folder, env=env, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip(f"the modules of tools/{name} are not on this machine; make up fetches them to build it")

    ran = subprocess.run(
        [go.command, "test", "-trimpath", "./..."], cwd=family.folder, env=env, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "no test files" not in ran.stdout


def test_there_are_such_tools() -> None:
    """The list above is not empty because a folder has moved."""
    assert {"local-provisioner", "pulumi-kubernetes"} <= set(OWN)
