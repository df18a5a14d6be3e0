"""The Prometheus image judges configuration and rules of every stack, and runs the rules' own tests (M1-M5, T)."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml

from tests.images.container import Container, wait_until
from topology import load
from topology.render.prometheus_rules import rule_files
from topology.render.scrape import RULES_GLOB, prometheus_config

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
STACKS = sorted(ROOT.glob("Pulumi.*.yaml"))
TESTS = sorted((ROOT / "monitoring" / "tests").glob("*.yml"))
Containers = Callable[[str], Container]
Ports = Callable[[], int]


def written(stack: Path, folder: Path) -> Path:
    """The files of one stack as the pod has them: prometheus.yml, and the rules beside it."""
    topology = load(stack)
    (folder / "rules").mkdir(parents=True)
    (folder / "prometheus.yml").write_text(yaml.safe_dump(prometheus_config(topology), sort_keys=False))
    for name, text in rule_files(topology).items():
        (folder / "rules" / name).write_text(text)
    return folder


@pytest.mark.parametrize("stack", STACKS, ids=lambda path: path.name)
def test_the_version_that_runs_takes_the_configuration_and_the_rules(
    container: Containers, tmp_path: Path, stack: Path
) -> None:
    """Syntax, expressions and templates of both stacks: a typing error shows here and not at three in the morning."""
    prometheus = container("prometheus")
    account = tmp_path / "serviceaccount"
    account.mkdir()
    (account / "token").write_text("example")
    (account / "ca.crt").write_text("")
    prometheus.mount(written(stack, tmp_path / "etc"), "/etc/prometheus")
    prometheus.mount(account, "/var/run/secrets/kubernetes.io/serviceaccount")

    said = prometheus.run("promtool", "check", "config", "--syntax-only", "/etc/prometheus/prometheus.yml").stdout
    assert "SUCCESS" in said
    rules = [f"/etc/prometheus/rules/{name}" for name in rule_files(load(stack))]
    said = prometheus.run("promtool", "check", "rules", "--lint=all", "--lint-fatal", *rules).stdout
    assert said.count("SUCCESS") == len(rules) > 0
    assert RULES_GLOB == "/etc/prometheus/rules/*.yml"


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_are_silent_when_they_should(
    container: Containers, tmp_path: Path, test: Path
) -> None:
    """The rules of the local stack, against the series that monitoring/tests writes down (M2, M3, M4, M5)."""
    prometheus = container("prometheus")
    rendered = written(ROOT / "Pulumi.local.yaml", tmp_path / "etc") / "rules"
    prometheus.mount(rendered, "/rules/rendered")
    prometheus.mount(test.parent, "/rules/tests")

    said = prometheus.run("promtool", "test", "rules", f"/rules/tests/{test.name}")
    assert "SUCCESS" in said.stdout + said.stderr


def test_prometheus_understands_every_expression_of_the_dashboards(container: Containers, tmp_path: Path) -> None:
    """Each is put into a rule, with a time in the place of Grafana's variable, and checked as such (M1)."""
    dashboards = sorted((ROOT / "monitoring" / "grafana").glob("*.json"))
    panels = [panel for path in dashboards for panel in json.loads(path.read_text())["panels"]]
    asked = [target["expr"].replace("$__rate_interval", "1m") for panel in panels for target in panel["targets"]]
    rules = [{"record": f"dashboard:{number}", "expr": text} for number, text in enumerate(asked)]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]}))
    prometheus = container("prometheus")
    prometheus.mount(tmp_path / "rules.yml", "/rules.yml")

    assert f"{len(asked)} rules found" in prometheus.run("promtool", "check", "rules", "/rules.yml").stdout


def test_prometheus_starts_with_the_rules_and_keeps_what_it_sees(
    container: Containers, free_port: Ports, tmp_path: Path
) -> None:
    """It loads every group, scrapes itself and answers a question about it (M1)."""
    prometheus, port = container("prometheus"), free_port()
    files = written(ROOT / "Pulumi.local.yaml", tmp_path / "etc")
    own = {
        "global": {"scrape_interval": "1s"},
        "rule_files": [RULES_GLOB],
        "scrape_configs": [{"job_name": "prometheus", "static_configs": [{"targets": [f"localhost:{port}"]}]}],
    }
    (files / "prometheus.yml").write_text(yaml.safe_dump(own))
    data = tmp_path / "data"
    data.mkdir()
    prometheus.mount(files, "/etc/prometheus")
    prometheus.mount(data, "/data", read_only=False)
    prometheus.start(
        *prometheus.entrypoint(
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/data",
            f"--web.listen-address=127.0.0.1:{port}",
        ),
        log=tmp_path / "prometheus.log",
    )

    def seen() -> bool:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/query", params={"query": 'up{job="prometheus"} == 1'})
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK and bool(answer.json()["data"]["result"])

    wait_until(seen, "Prometheus scrapes itself", tmp_path / "prometheus.log")
    page = httpx.get(f"http://127.0.0.1:{port}/classic/targets")
    assert page.status_code == httpx.codes.OK, "the page that docs/prometheus.md sends people to"
    groups = httpx.get(f"http://127.0.0.1:{port}/api/v1/rules").json()["data"]["groups"]
    wanted = [
        group["name"] for text in rule_files(load(STACKS[0])).values() for group in yaml.safe_load(text)["groups"]
    ]
    assert sorted(group["name"] for group in groups) == sorted(wanted)
