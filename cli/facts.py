"""What the driver needs to know about a stack, read from the topology (which needs the Python environment)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cli import paths, process, venv
from cli.errors import Failure

CHECK_SECONDS = 60
READ = """
import pathlib, sys, topology
try:
    print(topology.load(pathlib.Path(sys.argv[1])).model_dump_json(by_alias=True))
except topology.TopologyError as error:
    sys.exit("\\n".join(problem.line() for problem in error.problems))
"""


@dataclass(frozen=True)
class Facts:
    """The facts of one stack that decide what the driver does. Names as in the stack file."""

    stack: str
    embedded: bool
    kubeconfig: Path | None  # None: the one kubectl would use
    context: str | None
    namespace: str
    domain: str
    https_port: int
    http_port: int
    node_address: str
    api_port: int

    @property
    def address(self) -> str:
        """Where the shop answers."""
        return f"https://{self.domain}" + ("" if self.https_port == 443 else f":{self.https_port}")


def stack_file(stack: str) -> Path:
    """The stack's file. Raises Failure naming the stacks there are."""
    file = paths.stack_file(stack)
    if not file.is_file():
        known = ", ".join(sorted(path.name.split(".")[1] for path in paths.CHECKOUT.glob("Pulumi.*.yaml")))
        raise Failure(f"there is no stack {stack!r}: {file.name} does not exist", fix=f"STACK=… with one of: {known}")
    return file


def check(stack: str) -> None:
    """Raises Failure with every problem of the stack file, as the topology words them."""
    file = stack_file(stack)
    command = [venv.python(), "-m", "topology", "check", file.name]
    status, out, err = process.capture(command, timeout=CHECK_SECONDS, cwd=paths.CHECKOUT)
    if status:
        raise Failure(f"{file.name} is refused; nothing was changed\n{(out + err).strip()}")


def read(stack: str) -> Facts:
    """The facts of `stack`. Raises Failure when its file cannot be read."""
    file = stack_file(stack)
    status, out, err = process.capture([venv.python(), "-c", READ, file], timeout=CHECK_SECONDS, cwd=paths.CHECKOUT)
    if status:
        raise Failure(f"{file.name} cannot be read\n{(out + err).strip()}")
    return from_topology(stack, json.loads(out))


def from_topology(stack: str, shown: dict[str, dict[str, object]]) -> Facts:
    """Pick the driver's facts out of the topology, as plain data."""
    cluster, site = shown["cluster"], shown["site"]
    inner = cast(dict[str, object], cluster["embedded"])
    kubeconfig = cluster.get("kubeconfig")
    return Facts(
        stack=stack,
        embedded=cluster["substrate"] == "embedded",
        kubeconfig=(paths.CHECKOUT / Path(str(kubeconfig)).expanduser()) if kubeconfig else None,
        context=str(cluster["context"]) if cluster.get("context") else None,
        namespace=str(cluster["namespace"]),
        domain=str(site["domain"]),
        https_port=int(str(site["httpsPort"])),
        http_port=int(str(site["httpPort"])),
        node_address=str(inner["nodeAddress"]),
        api_port=int(str(inner["apiPort"])),
    )
