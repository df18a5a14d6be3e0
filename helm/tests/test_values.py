"""Which values are accepted, and what is said about those that are not."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from helm.tests.chart import CHART, CI_SETS, STACK_FILES, Refused, helm, pod, render, stack_values
from topology import load
from topology.load import build
from topology.model import Topology
from topology.model.vocabulary import QueueName

SCHEMA = json.loads((CHART / "values.schema.json").read_text())
DEFAULTS = yaml.safe_load((CHART / "values.yaml").read_text())
MINIMAL = yaml.safe_load((CHART / "ci" / "minimal-values.yaml").read_text())


@pytest.mark.parametrize("path", CI_SETS, ids=lambda path: path.stem)
def test_value_sets_pass_helms_own_lint(path: Any) -> None:
    """Warnings count as errors."""
    helm("lint", "--strict", str(CHART), f"--values={path}")


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.stem)
def test_values_of_every_stack_are_in_the_schema(path: Any) -> None:
    """The topology renders no key that the chart does not know."""
    Draft7Validator(SCHEMA).validate(_over(DEFAULTS, stack_values(load(path))))


def test_defaults_are_the_topologys() -> None:
    """values.yaml says the same as the model, for whoever installs the chart without a stack file."""
    rendered = stack_values(Topology())
    for key in ("worker", "web", "beat", "outboxRelay", "autoscaler", "migrate", "catalogue", "warmUp"):
        rendered[key] |= {"environment": {}}
    made_per_stack = {"images": {}, "environment": {}, "workers": {}}
    rendered |= made_per_stack | {"edge": rendered["edge"] | {"files": {}}}
    assert _over(DEFAULTS, rendered) == DEFAULTS


def test_workers_are_those_of_the_apps_queues() -> None:
    """A misspelt queue would be a Deployment whose pods wait for tasks that nobody sends (Q2)."""
    assert SCHEMA["properties"]["workers"]["propertyNames"] == {"enum": [queue.value for queue in QueueName]}


def test_every_object_of_the_schema_is_closed() -> None:
    """Or says what else it takes."""
    open_ones = [path for path, node in _objects(SCHEMA, "") if "additionalProperties" not in node]
    assert open_ones == ["/properties/global"]


def _misspelt(node: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """A path below every mapping of the defaults, ending in a key that does not exist."""
    if (
        not isinstance(node, dict)
        or path in {("environment",), ("workers",), ("edge", "files")}
        or path[-1:] == ("environment",)
    ):
        return []
    return [(*path, "replica"), *(found for key, child in node.items() for found in _misspelt(child, (*path, key)))]


@pytest.mark.parametrize("path", _misspelt(DEFAULTS), ids=".".join)
def test_a_misspelt_key_is_refused(path: tuple[str, ...]) -> None:
    """At any depth; ignored, it would leave the default in force unnoticed."""
    wrong: Any = 3
    for key in reversed(path):
        wrong = {key: wrong}
    with pytest.raises(Refused, match=r"'replica' not allowed"):
        render(_over(MINIMAL, wrong))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"web": {"replicas": -1}}, "/web/replicas"),
        ({"web": {"replicas": "3"}}, "/web/replicas"),
        ({"images": {"app": "registry.example.com/app:latest"}}, "/images/app"),
        ({"images": {"app": "registry.example.com/app"}}, "/images/app"),
        ({"environment": {"WEB_PROCESSES": 4}}, "/environment/WEB_PROCESSES"),
        ({"edge": {"service": {"type": "HostPort"}}}, "/edge/service/type"),
        ({"web": {"resources": {"limits": {"memory": "4GB"}}}}, "/web/resources/limits/memory"),
        ({"workers": {"default": {"concurency": 2}}}, "concurency"),
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_by_name(wrong: Any, said: str) -> None:
    """The message names the key."""
    with pytest.raises(Refused, match=said):
        render(_over(MINIMAL, wrong))


def test_all_problems_the_schema_cannot_see_are_told_at_once() -> None:
    """One reading suffices; each line says where, what would happen and how to fix it."""
    wrong = {
        "images": {"app": ""},
        "web": {"autoscaling": {"enabled": True, "minReplicas": 9, "maxReplicas": 3}},
        "workers": {
            "default": {"softTimeLimitSeconds": 300, "graceSeconds": 10},
            "email": {"autoscale": {"min": 30, "scaleDownBelow": 200}},
        },
        "edge": {"files": {"site.conf": "server {}"}},
    }
    with pytest.raises(Refused) as refusal:
        render(_over(MINIMAL, wrong))
    for where in ("images.app", "web.autoscaling.minReplicas", "workers.default.softTimeLimitSeconds",
                  "workers.default.graceSeconds", "workers.email.autoscale.min",
                  "workers.email.autoscale.scaleDownBelow", "edge.configMap"):  # fmt: skip
        assert f"\n{where}: " in str(refusal.value)


# One Redis takes 10,000 clients, so not every number of everything fits.
_replicas = st.integers(min_value=1, max_value=80)
_MANY_CLIENTS = {"instances": 100, "poolSize": 1, "maxClientConnections": 100_000}


# Without shrinking: each example starts helm, and the numbers in a failure are small enough to read.
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    web=_replicas,
    edge=st.integers(min_value=1, max_value=100),
    autoscaled=st.booleans(),
    queues=st.lists(st.sampled_from([*Topology().queues]), min_size=1, unique=True),
    replicas=_replicas,
    products=st.sampled_from([0, 1, 1_000_000, 10_000_000]),
)
def test_any_size_renders(
    web: int, edge: int, autoscaled: bool, queues: list[Any], replicas: int, products: int
) -> None:
    """Whatever the topology admits, the chart accepts, with the numbers that were asked for."""
    data = {
        "cluster": {"substrate": "kubeconfig"},
        "images": {"registry": "registry.example.com/rushhour"},
        "web": {"replicas": web, "processes": 1, "autoscaling": {"enabled": autoscaled}},
        "edge": {"replicas": edge},
        "worker": {"concurrency": 1},
        "queues": [str(queue) for queue in queues],
        "workers": {str(queue): {"replicas": replicas, "autoscaler": "none"} for queue in queues},
        "catalogue": {"products": products},
        "postgres": {"maxConnections": 1000, "poolerRw": _MANY_CLIENTS, "poolerRo": _MANY_CLIENTS},
    }
    manifests = render(stack_values(build(data, str)))
    counts = {m["metadata"]["name"]: m["spec"].get("replicas") for m in manifests if m["kind"] == "Deployment"}
    assert counts == {
        "web": None if autoscaled else web,
        "edge": edge,
        "beat": 2,
        "outbox-relay": 2,
        **{f"worker-{q}": replicas for q in queues},
    }
    jobs = [m for m in manifests if m["kind"] == "Job" and m["metadata"]["name"].startswith("catalogue-")]
    commands = [pod(job)["containers"][0]["command"][3:] for job in jobs]
    assert commands == ([["--products", str(products), "--seed", "1", "--reviews"]] if products else [])


def _over(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        return {**base, **{key: _over(base.get(key), value) for key, value in over.items()}}
    return over


def _objects(node: Any, path: str) -> list[tuple[str, Any]]:
    found = [(path, node)] if isinstance(node, dict) and node.get("type") == "object" else []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return found + [entry for key, child in children for entry in _objects(child, f"{path}/{key}")]
