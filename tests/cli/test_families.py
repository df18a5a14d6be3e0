"""What decides whether a tool is built again."""

import re
import shutil
from pathlib import Path

import pytest

from cli import paths
from cli.errors import Failure
from cli.tools import families

TABLE = """
[tool]
version_of = "example.org/tool"
ldflags = "-X example.org/tool.version={version} -X example.org/tool.minor={minor}"
[tool.commands]
tool = "example.org/tool/cmd/tool"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A `tools/` folder with one family."""
    (tmp_path / "tool").mkdir()
    (tmp_path / "families.toml").write_text(TABLE)
    (tmp_path / "tool" / "go.mod").write_text("module x\n\nrequire (\n\texample.org/tool v1.2.3\n)\n")
    return tmp_path


def load(folder: Path) -> families.Family:
    """The only family of `folder`."""
    return families.load(folder / "families.toml")[0]


def test_version_and_flags_come_from_go_mod(folder: Path) -> None:
    """A version is written once, in go.mod; the linker flags repeat it."""
    family = load(folder)

    assert family.version == "v1.2.3"
    assert family.ldflags == "-s -w -X example.org/tool.version=v1.2.3 -X example.org/tool.minor=2"


def test_key_is_the_same_for_the_same_content_elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A second clone on the machine finds what the first one built."""
    other = tmp_path_factory.mktemp("clone") / "tools"
    shutil.copytree(folder, other)

    assert load(folder).key("go1.26") == load(other).key("go1.26")


@pytest.mark.parametrize("change", ["source", "version", "flags", "compiler"])
def test_key_changes_with_what_changes_the_binary(folder: Path, change: str) -> None:
    """Source, version, flags and compiler each lead to another place in the cache."""
    before = load(folder).key("go1.26")
    if change == "source":
        (folder / "tool" / "main.go").write_text("package main\n")
    if change == "version":
        (folder / "tool" / "go.mod").write_text("module x\n\nrequire example.org/tool v1.2.4\n")
    if change == "flags":
        (folder / "families.toml").write_text(TABLE.replace("tool.minor", "tool.least"))

    assert load(folder).key("go1.27" if change == "compiler" else "go1.26") != before


def test_key_ignores_tests(folder: Path) -> None:
    """A changed Go test does not rebuild a tool."""
    before = load(folder).key("go1.26")
    (folder / "tool" / "main_test.go").write_text("package main\n")

    assert load(folder).key("go1.26") == before


def test_module_that_is_not_required_is_refused(folder: Path) -> None:
    """The message names the file, the module and the command that adds it."""
    (folder / "tool" / "go.mod").write_text("module x\n")

    with pytest.raises(Failure, match=r"tool/go\.mod requires no example\.org/tool") as failure:
        load(folder)
    assert failure.value.fix == "go get example.org/tool"


def test_every_folder_is_a_family_and_the_other_way_round() -> None:
    """No folder of `tools/` is forgotten, no family lacks its locked checksums."""
    folders = {path.parent.name for path in paths.TOOLS.glob("*/go.mod")}

    assert folders == {family.name for family in families.load()}
    assert [name for name in folders if not (paths.TOOLS / name / "go.sum").is_file()] == []


def test_engine_and_sdk_have_one_version() -> None:
    """The Python SDK speaks the protocol of the engine that is built, and its scripts come from the same release."""
    locked = re.search(r"^pulumi==(\S+)", paths.OPS_LOCK.read_text(), re.MULTILINE)
    engine = families.module_version(paths.TOOLS / "pulumi" / "go.mod", "github.com/pulumi/pulumi/pkg/v3")
    sdk = families.module_version(paths.TOOLS / "pulumi" / "go.mod", "github.com/pulumi/pulumi/sdk/v3")

    assert locked is not None
    assert {engine, sdk} == {f"v{locked[1]}"}


def test_kubernetes_modules_have_one_version() -> None:
    """The staging modules belong to the release: v1.X.Y goes with v0.X.Y."""
    text = (paths.TOOLS / "kubernetes" / "go.mod").read_text()
    release = families.module_version(paths.TOOLS / "kubernetes" / "go.mod", "k8s.io/kubernetes")
    staging = set(re.findall(r"^require k8s\.io/(?!kubernetes )\S+ (v\S+)$", text, re.MULTILINE))

    assert staging == {release.replace("v1.", "v0.", 1)}
