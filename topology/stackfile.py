"""Reads a Pulumi stack file into plain data, keeping the line of every key for error messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from topology.model.vocabulary import StackSecret
from topology.problems import Problem, TopologyError

NAMESPACE = "rushhour:"
KeyPath = tuple[str | int, ...]
# What the reader of a problem finds a key by: file, line and path, or the name of a configuration.
Where = Callable[[KeyPath], str]


class StackFile:
    """The `rushhour:` part of one stack file.

    Attributes:
        data: top-level key (without the namespace) to plain value; no secrets.
        problems: a key that stands twice, a secret in plain text; to be reported with those of the values.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            TopologyError: it cannot be read, or is not YAML.
        """
        self.path = path
        self._lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        config = self._parse().get("config") or {}
        if not isinstance(config, dict):
            self._refuse(
                "T003", ("config",), "`config` is not a mapping", "write `config:` with one key a line under it"
            )
            config = {}
        ours = {str(k).removeprefix(NAMESPACE): v for k, v in config.items() if str(k).startswith(NAMESPACE)}
        self._refuse_plain_secrets(ours)
        self.data = {key: value for key, value in ours.items() if key not in set(StackSecret)}

    def where(self, path: KeyPath) -> str:
        """`Pulumi.local.yaml:12 rushhour:web.replicas`; the line is that of the deepest key that exists."""
        known = next(
            (
                self._lines[full[:n]]
                for full in [("config", *path)]
                for n in range(len(full), 0, -1)
                if full[:n] in self._lines
            ),
            None,
        )
        at = f"{self.path}:{known}" if known else str(self.path)
        return f"{at} {NAMESPACE}{dotted(path)}" if path else at

    def _parse(self) -> dict[str, Any]:
        try:
            text = self.path.read_text()
        except OSError as error:
            self._stop(
                "T001", f"cannot be read ({error.strerror})", "name an existing file, for example Pulumi.local.yaml"
            )
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            if node is not None:
                self._index(node, ())
            loaded = {} if node is None else yaml.safe_load(text)
        except yaml.YAMLError as error:
            self._stop("T002", f"is not YAML: {' '.join(str(error).split())}", "correct the line it names")
        if not isinstance(loaded, dict):
            self._stop("T003", "is not a mapping", "start with `config:`")
        return loaded

    def _index(self, node: yaml.Node, path: KeyPath) -> None:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                key = str(key_node.value).removeprefix(NAMESPACE)
                here = (*path, key)
                if here in self._lines:
                    self._refuse("T004", here[1:], f"`{key}` stands twice", "keep one of the two")
                    continue
                self._lines[here] = key_node.start_mark.line + 1
                self._index(value_node, here)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._lines[(*path, index)] = item.start_mark.line + 1
                self._index(item, (*path, index))

    def _refuse_plain_secrets(self, ours: dict[str, Any]) -> None:
        for key in StackSecret:
            if key in ours and not (isinstance(ours[key], dict) and set(ours[key]) == {"secure"}):
                self._refuse(
                    "T005",
                    (key,),
                    "a secret in plain text",
                    f"pulumi config set --secret {NAMESPACE}{key}",
                    "Everyone who can read the file could use it",
                )

    def _refuse(
        self,
        rule: str,
        path: KeyPath,
        what: str,
        fix: str,
        why: str = "The deployment would not be the one that was written down",
    ) -> None:
        self.problems.append(Problem(id=rule, where=self.where(path), what=what, why=why, fix=fix))

    def _stop(self, rule: str, what: str, fix: str) -> Any:
        why = "Nothing is known about the deployment"
        raise TopologyError([Problem(id=rule, where=str(self.path), what=what, why=why, fix=fix)])


def dotted(path: KeyPath) -> str:
    """A key path as `pulumi config set --path` takes it: `workers.email.replicas`, `queues[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
