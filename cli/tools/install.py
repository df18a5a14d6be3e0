"""Put every tool into `.rushhour/bin`: found on PATH, taken from the cache, or built."""

import os
from collections.abc import Iterable
from pathlib import Path

from cli import paths, process
from cli.console import Ticker, say
from cli.tools import build, discover, families, golang, manifest, provider, scripts
from cli.tools.families import Family
from cli.tools.golang import Go

ENGINE = "pulumi"
LANGUAGE_HOST = "pulumi-language-python"
CLUSTER = "kubernetes"  # the family kubectl belongs to


def everything(*, embedded: bool = True, only: set[str] | None = None) -> None:
    """Make the tools available in `.rushhour/bin` (`only` these families, when named).

    Without the embedded cluster its families are left out, all but kubectl. Raises Failure when a build fails.
    """
    log = process.start_log("tools")
    wanted = [family for family in families.load() if not only or family.name in only]
    todo = _not_on_path(wanted, embedded)
    late = [family for family in todo if family.name == provider.FAMILY]
    go = golang.find(log) if todo else None
    if go is None:
        return
    _build([family for family in todo if family not in late], go, log)
    if late and provider.must_build(paths.BIN / "pulumi", log):
        _build(late, go, log)
    say(f"      {len(list(paths.BIN.iterdir()))} commands in {paths.BIN.relative_to(paths.CHECKOUT)}")


def _not_on_path(wanted: Iterable[Family], embedded: bool) -> list[Family]:
    """Link what the machine has; the families that remain, each with the commands that are needed."""
    rest = []
    for family in wanted:
        found = discover.usable(family.name)
        if family.name == CLUSTER and not embedded:
            found = discover.kubectl()
            family = family.only("kubectl")
        elif family.embedded and not embedded:
            continue
        for name, place in found.items():
            symlink(place, paths.private_directory(paths.BIN) / name)
        if not found:
            rest.append(family)
    return rest


def _build(wanted: list[Family], go: Go, log: Path) -> None:
    if any(build.missing(family, go) for family in wanted):
        with build.cache_lock():
            _build_missing(wanted, go, log)
    for family in wanted:
        if family.name == LANGUAGE_HOST:
            scripts.ensure(paths.TOOLS / ENGINE, go, build.home(family, go) / "bin")
        if family.name == manifest.FAMILY:
            manifest.ensure(family.folder, go, build.home(family, go) / "share" / "cnpg.yaml")
        link(family, go)
    homes = {family.name: build.home(family, go) / "bin" for family in wanted}
    if {ENGINE, LANGUAGE_HOST} <= homes.keys():
        _host_beside_engine(homes[ENGINE], homes[LANGUAGE_HOST])


def _build_missing(wanted: list[Family], go: Go, log: Path) -> None:
    """Asked again under the lock: another checkout may have built them meanwhile."""
    todo = [(family, command) for family in wanted for command in build.missing(family, go)]
    for number, (family, command) in enumerate(todo, start=1):
        with Ticker(f"building {command} {family.version} ({number} of {len(todo)})".replace("  ", " ")):
            build.build(family, command, go, log)


def _host_beside_engine(engine: Path, host: Path) -> None:
    """Pulumi warns at every command about a language host that does not stand in its own folder."""
    for source in commands_in(host):
        target = engine / source.name
        if not target.exists() or not target.samefile(source):
            part = engine / f".{source.name}.{os.getpid()}.part"
            part.hardlink_to(source)
            os.replace(part, target)
        symlink(target, paths.BIN / source.name)


def link(family: Family, go: Go) -> None:
    """Point `.rushhour/bin/<name>` at everything the family brings."""
    for source in commands_in(build.home(family, go) / "bin"):
        symlink(source, paths.private_directory(paths.BIN) / source.name)


def commands_in(folder: Path) -> list[Path]:
    """The finished commands of a folder: what is being made has a name that starts with a dot."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def symlink(source: Path, target: Path) -> None:
    """Make `target` a link to `source`, replacing what was there in one step."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(source)
    os.replace(part, target)
