"""Read `tools/families.toml`: which commands exist, and the version and content hash of each family."""

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from cli import paths
from cli.errors import Failure

VERSION = re.compile(r"v(\d+)\.(\d+)\.")


@dataclass(frozen=True)
class Family:
    """One folder under `tools/` and the commands built from it."""

    name: str
    folder: Path
    commands: dict[str, str]
    version: str
    ldflags: str
    embedded: bool
    wanted: tuple[str, ...] = ()  # empty: all commands

    def only(self, *commands: str) -> "Family":
        """The same family with fewer commands. Its key stays that of the whole: a command is the same either way."""
        return replace(self, wanted=tuple(commands))

    def key(self, go_version: str) -> str:
        """Hash of everything that decides what is built: the folder's files, the compiler, the flags."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.endswith("_test.go"):
                digest.update(f"{path.relative_to(self.folder)}\0".encode())
                digest.update(path.read_bytes() + b"\0")
        digest.update(repr((sorted(self.commands.items()), self.ldflags, go_version)).encode())
        return digest.hexdigest()[:16]


def load(path: Path = paths.FAMILIES) -> list[Family]:
    """All families in the order of building. Raises Failure for a folder or version that is not there."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_family(name, spec, path.parent) for name, spec in table.items()]


def _family(name: str, spec: dict[str, object], tools: Path) -> Family:
    folder = tools / name
    commands = spec.get("commands")
    if not isinstance(commands, dict):
        raise Failure(f"tools/families.toml: [{name}] has no [{name}.commands]")
    module = str(spec.get("version_of", ""))
    version = module_version(folder / "go.mod", module) if module else ""
    return Family(
        name=name,
        folder=folder,
        commands=dict(commands),
        version=version,
        ldflags=_ldflags(str(spec.get("ldflags", "")), version),
        embedded=bool(spec.get("embedded", False)),
    )


def _ldflags(template: str, version: str) -> str:
    major, minor = found.groups() if (found := VERSION.match(version)) else ("", "")
    filled = template.format(version=version, major=major, minor=minor)
    return " ".join(["-s", "-w", *filled.split()])


def module_version(go_mod: Path, module: str) -> str:
    """The version of `module` that `go_mod` requires, the one home of every tool's version."""
    if not go_mod.is_file():
        raise Failure(
            f"{go_mod}: no such file", why="the tools in its folder cannot be built", fix="git status; git checkout"
        )
    found = re.search(
        rf"^(?:require\s+|\s+){re.escape(module)}\s+(v\S+)", go_mod.read_text(encoding="utf-8"), re.MULTILINE
    )
    if not found:
        raise Failure(
            f"{go_mod} requires no {module}", why="the version of the tool is read there", fix=f"go get {module}"
        )
    return found.group(1)
