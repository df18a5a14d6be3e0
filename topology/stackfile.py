"""Reads a Pulumi stack file into plain data, keeping the line of every key for error messages."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import yaml

from topology.model.vocabulary import StackSecret
from topology.problems import Problem, TopologyError

OURS = "rushhour"
NAMESPACE = f"{OURS}:"
KeyPath = tuple[str | int, ...]
# What the reader of a problem finds a key by: file, line and path, or the name of a configuration.
Where = Callable[[KeyPath], str]
MOST_BYTES = 1 << 18  # the committed files have some thousands; what is larger is another file
MOST_KEYS = 20_000  # aliases (`*name`) repeat what they stand for, and may do so without end
# What Pulumi itself reads beside `config:`.
BESIDE_CONFIG = ("environment", "encryptedkey", "encryptionsalt", "secretsprovider")


class StackFile:
    """The `rushhour:` part of one stack file.

    Attributes:
        data: top-level key (without the namespace) to plain value; no secrets.
        problems: a key that stands twice or where nobody reads it, a secret in plain text; to be reported with those of
            the values.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            TopologyError: it cannot be read, or is not YAML.
        """
        self.path = path
        self._lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        whole = self._parse()
        config = whole.get("config") or {}
        if not isinstance(config, dict):
            self._stop("T003", "`config` is not a mapping", "write `config:` with one key a line under it")
        self._refuse_unread(whole, config)
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
        text = self._text()
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            if node is not None:
                self._index(node, ())
            loaded = {} if node is None else yaml.safe_load(text)
        except yaml.YAMLError as error:
            self._stop("T002", f"is not YAML: {' '.join(str(error).split())}", "correct the line it names")
        except TopologyError:
            raise
        except RecursionError:
            self._stop("T002", "nests too deeply", "look for an alias (`*name`) inside what it stands for")
        except ValueError as error:  # PyYAML's own on a date or a number that cannot be
            self._stop("T002", f"holds a value that cannot be: {error}", "put it in quotes if it is a text")
        if not isinstance(loaded, dict):
            self._stop("T003", "is not a mapping", "start with `config:`")
        return loaded

    def _text(self) -> str:
        try:
            with self.path.open("rb") as source:
                raw = source.read(MOST_BYTES + 1)
        except OSError as error:
            self._stop(
                "T001", f"cannot be read ({error.strerror})", "name an existing file, for example Pulumi.local.yaml"
            )
        if len(raw) > MOST_BYTES:
            self._stop("T001", f"is larger than {MOST_BYTES} bytes", "name a stack file, for example Pulumi.local.yaml")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self._stop(
                "T002", f"is not UTF-8 text: line {line} holds byte 0x{raw[error.start]:02x}", "save it as UTF-8"
            )

    def _index(self, node: yaml.Node, path: KeyPath) -> None:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                key = str(key_node.value).removeprefix(NAMESPACE)
                here = (*path, key)
                if here in self._lines:
                    self._refuse("T004", here[1:], f"`{key}` stands twice", "keep one of the two")
                    continue
                self._keep(here, key_node)
                self._index(value_node, here)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._keep((*path, index), item)
                self._index(item, (*path, index))

    def _keep(self, path: KeyPath, node: yaml.Node) -> None:
        if len(self._lines) >= MOST_KEYS:
            self._stop("T002", f"comes to more than {MOST_KEYS} keys", "look for aliases (`*name`) that repeat others")
        self._lines[path] = node.start_mark.line + 1

    def _refuse_unread(self, whole: dict[str, Any], config: dict[str, Any]) -> None:
        """Refuse keys that neither we nor Pulumi would read, for each was meant to say something."""
        for key in map(str, whole):
            if key != "config" and key not in BESIDE_CONFIG:
                fix = "write it under `config:`" if key.startswith(NAMESPACE) else "write `config:`, or remove it"
                self._unread(key, (key.removeprefix(NAMESPACE),), f"`{key}` stands outside `config:`", fix)
        for key in map(str, config):
            space, _, name = key.rpartition(":")
            if not space:
                self._unread(key, ("config", key), f"`{key}` has no namespace", f"write `{NAMESPACE}{key}`")
            elif space != OURS and difflib.get_close_matches(space, [OURS], cutoff=0.8):
                self._unread(key, ("config", key), f"`{space}` is no namespace of ours", f"write `{NAMESPACE}{name}`")

    def _unread(self, key: str, path: KeyPath, what: str, fix: str) -> None:
        where = f"{self.path}:{self._lines.get(path, 1)} {key}"
        why = "Nobody would read it, and the defaults be used in its place"
        self.problems.append(Problem(id="T006", where=where, what=what, why=why, fix=fix))

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

    def _stop(self, rule: str, what: str, fix: str) -> NoReturn:
        why = "Nothing is known about the deployment"
        raise TopologyError([Problem(id=rule, where=str(self.path), what=what, why=why, fix=fix)])


def dotted(path: KeyPath) -> str:
    """A key path as `pulumi config set --path` takes it: `workers.email.replicas`, `queues[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
