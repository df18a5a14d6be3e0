"""`python -m topology` as people and CI use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.topology.stack import ROOT, STACK_FILES, write_stack


def topology(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command from the checkout."""
    command = [sys.executable, "-m", "topology", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_check_accepts_the_committed_stack_files() -> None:
    """Exit 0 and a line a file."""
    run = topology("check", *STACK_FILES)

    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == len(STACK_FILES)


def test_check_says_one_line_a_problem(tmp_path: Path) -> None:
    """Exit 1, nothing on standard output, each problem on a line of its own."""
    run = topology("check", write_stack(tmp_path, web={"replicas": -1}, beat={"lock": 1}))

    assert (run.returncode, run.stdout) == (1, "")
    assert len(run.stderr.splitlines()) == 2


def test_check_json_is_a_list_of_problems(tmp_path: Path) -> None:
    """Machines get every part of every problem; the good file beside the bad one adds none."""
    run = topology("check", "--json", write_stack(tmp_path, web={"replicas": -1}), STACK_FILES[0])

    assert run.returncode == 1
    (problem,) = json.loads(run.stdout)
    assert set(problem) == {"id", "where", "what", "why", "fix"}


def test_show_prints_a_stack_that_loads_to_the_same(tmp_path: Path) -> None:
    """`show` is complete: fed back in, it gives the same answer."""
    shown = yaml.safe_load(topology("show", STACK_FILES[0]).stdout)

    assert yaml.safe_load(topology("show", write_stack(tmp_path, **shown)).stdout) == shown


def test_schema_knows_every_key_of_the_stack_files() -> None:
    """The schema for editors is closed and covers what the committed files use."""
    schema = json.loads(topology("schema").stdout)

    assert schema["additionalProperties"] is False
    for path in STACK_FILES:
        config = yaml.safe_load(path.read_text())["config"]
        assert {key.removeprefix("rushhour:") for key in config} <= set(schema["properties"])


def test_diagram_is_in_the_readme() -> None:
    """The README's diagram is the one the topology draws today."""
    drawn = topology("diagram", STACK_FILES[0]).stdout

    assert drawn in (ROOT / "README.md").read_text(), "regenerate: python -m topology diagram Pulumi.local.yaml"


@pytest.mark.parametrize("renderer", ["alertmanager", "helm_values", "nginx_files", "prometheus_rules"])
def test_a_renderer_answers_a_refused_stack_file_in_lines(renderer: str, tmp_path: Path) -> None:
    """As `check` does: exit 1, a line a problem, no traceback (O1)."""
    folder = [] if renderer == "helm_values" else [str(tmp_path / "out")]
    command = [
        sys.executable,
        "-m",
        f"topology.render.{renderer}",
        write_stack(tmp_path, web={"replicas": -1}),
        *folder,
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (1, "")
    assert len(run.stderr.splitlines()) == 1
    assert "rushhour:web.replicas" in run.stderr


def test_values_without_images_name_the_command_that_builds_them(tmp_path: Path) -> None:
    """The first command of the chart's README, in a fresh clone."""
    command = [sys.executable, "-m", "topology.render.helm_values", STACK_FILES[0], "--images", tmp_path / "none.json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (run.returncode, len(run.stderr.splitlines())) == (1, 1)
    assert "make images" in run.stderr
