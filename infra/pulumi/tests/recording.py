"""What a Pulumi program registers, as plain data: a monitor that records, and a cluster that is not there.

Dynamic providers are real; every Kubernetes object is answered with itself.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dill
import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks, rpc
from pulumi.runtime.settings import SETTINGS, set_root_resource
from pulumi.runtime.stack import run_in_stack

_DYNAMIC = "pulumi-python:dynamic/rushhour:"


@dataclass(frozen=True)
class Secret:
    """A value that Pulumi was told is secret."""

    value: Any


@dataclass(frozen=True)
class Registered:
    """One resource as the engine would have got it."""

    urn: str
    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    depends_on: tuple[str, ...]
    create_deadline: str
    secret_outputs: tuple[str, ...]
    is_component: bool
    protected: bool


@dataclass
class Recording(mocks.MockMonitor):
    """What a program registered, in order."""

    resources: dict[str, Any] = field(default_factory=dict)
    registered: list[Registered] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mocks = _Cluster()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the monitor's protocol
        answer = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self.registered.append(
                Registered(
                    urn=answer.urn,
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    inputs=plain(json_format.MessageToDict(request.object)),
                    depends_on=tuple(request.dependencies),
                    create_deadline=request.customTimeouts.create,
                    secret_outputs=tuple(request.additionalSecretOutputs),
                    is_component=not request.custom,
                    protected=request.protect,
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the monitor's protocol
        outputs = plain(json_format.MessageToDict(request.outputs))
        if "::pulumi:pulumi:Stack::" in request.urn:
            self.exports = outputs
        else:
            self.outputs[request.urn] = outputs
        return super().RegisterResourceOutputs(request)

    def of_kind(self, kind: str) -> dict[str, dict[str, Any]]:
        """Kubernetes objects of a kind, by name."""
        return {r.name: r.inputs for r in self.objects() if r.inputs["kind"] == kind}

    def objects(self) -> list[Registered]:
        """All Kubernetes objects."""
        return [r for r in self.registered if r.type.startswith("kubernetes:")]

    def components(self) -> list[Registered]:
        """All components."""
        return [r for r in self.registered if r.is_component]

    def secret(self, name: str) -> dict[str, str]:
        """The files of a Secret, in plain text. Raises if Pulumi does not know that they are secret."""
        data = self.of_kind("Secret")[name]["stringData"]
        assert isinstance(data, Secret), f"the Secret {name} would stand in the state in plain text"
        return {key: value.value if isinstance(value, Secret) else value for key, value in data.value.items()}

    def all_dependencies(self, urn: str) -> set[str]:
        """What a resource waits for, directly or through others."""
        direct = {r.urn: r.depends_on for r in self.registered}
        found: set[str] = set()
        waiting = [urn]
        while waiting:
            new = set(direct.get(waiting.pop(), ())) - found
            found |= new
            waiting += new
        return found

    def one(self, kind: str, name: str) -> Registered:
        """The one object of a kind and name."""
        (found,) = [r for r in self.objects() if (r.inputs["kind"], r.name) == (kind, name)]
        return found


class _Cluster(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if not args.typ.startswith(_DYNAMIC):
            return args.name, args.inputs
        provider = dill.loads(base64.b64decode(args.inputs["__provider"]))  # noqa: S301 - our own, made just now
        made = provider.create(_unwrapped(args.inputs))
        return made.id, made.outs

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        raise AssertionError(f"the program called {args.token}, which both providers may not know")


def plain(value: Any) -> Any:
    """Engine values as Python ones, secrets marked."""
    if isinstance(value, dict):
        if value.get(rpc._special_sig_key) == rpc._special_secret_sig:
            return Secret(plain(value["value"]))
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unwrapped(value: Any) -> Any:
    if rpc.is_rpc_secret(value):
        return _unwrapped(rpc.unwrap_rpc_secret(value))
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return value


def record(program: Callable[[], object], config: Mapping[str, str] | None = None) -> Recording:
    """Run a program to its end and return what it registered.

    Args:
        program: registers resources and exports, as `__main__` does.
        config: what Pulumi would hand it, with the `rushhour:` namespace.

    Raises:
        Exception: what the program, or a function in one of its `apply`s, raised.
        AssertionError: it registered nothing.
    """
    recording = Recording()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        mocks.set_mocks(recording.mocks, project="rushhour", stack="test", preview=False, monitor=recording)
        set_root_resource(None)  # each program registers its own stack, as under the real engine
        SETTINGS.rpc_manager.clear()
        SETTINGS.outputs.clear()
        pulumi.runtime.set_all_config(dict(config or {}))
        loop.run_until_complete(run_in_stack(program))
    finally:
        loop.close()
    assert recording.registered, "the program registered nothing, so no assertion about it means anything"
    return recording
