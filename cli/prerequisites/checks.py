"""Which checks run when, for `make up` and `make doctor`."""

import re
import shutil
from collections.abc import Iterator

from cli import facts, paths, venv
from cli.facts import Facts
from cli.prerequisites import Lack, machine, ports, registries, require

# Its presence tells that the machine packages (infra/ansible/roles/machine) were installed.
PACKAGE_COMMANDS = ("buildah", "containerd", "mmdebstrap")


def before_anything(stack: str) -> None:
    """What can be told before the Python environment exists. Raises Failure listing every lack."""
    facts.stack_file(stack)
    require(all_lacks(embedded=looks_embedded(stack)))


def before_the_cluster(stack: Facts) -> None:
    """What needs the stack's facts: the ports. Raises Failure listing every lack."""
    if stack.embedded:
        require(ports.free(stack))


def all_lacks(*, embedded: bool) -> Iterator[Lack]:
    """Everything the machine lacks."""
    yield from machine.disk(embedded)
    if embedded:
        yield from machine.system()
        yield from machine.user()
        yield from machine.memory()
        yield from machine.kernel()
    yield from registries.reachable(pip=not venv.ready(), go=not tools_built(), apt=not packages_installed())


def looks_embedded(stack: str) -> bool:
    """A first look at the stack file; the topology reads it properly as soon as its packages are installed."""
    file = paths.stack_file(stack)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    return not re.search(r"^\s*substrate:\s*[\"']?kubeconfig\b", text, re.MULTILINE)


def tools_built() -> bool:
    """Whether every tool is linked; what exactly is missing is the tools phase's business."""
    return (paths.BIN / "pulumi").exists() and (paths.BIN / "kubectl").exists() and (paths.BIN / "helm").exists()


def packages_installed() -> bool:
    """Whether the machine packages are there."""
    return all(shutil.which(command) for command in PACKAGE_COMMANDS)
