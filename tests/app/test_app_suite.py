"""The app's own tests, run in the cluster by the image that carries them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.app.suite_pod import END_MARK, NAMESPACE, POD, REPORTS, TESTS, manifests
from tests.infra.support.kube import Kube, execute
from tests.infra.support.waiting import wait_until
from topology import Topology
from topology.model.images import resolve_images
from topology.model.vocabulary import ImageName, Substrate

ROOT = Path(__file__).resolve().parents[2]
REPORT_FOLDER = ROOT / ".rushhour" / "reports"
IMAGE = "app-test"
BUILD_SECONDS = 1200
START_SECONDS = 120
SUITE_SECONDS = 2400
GONE_SECONDS = 120


@pytest.fixture(scope="module")
def images(topology: Topology, tool_environment: dict[str, str]) -> dict[str, str]:
    """References of what the pod runs; the test image is built and handed to the cluster if it changed."""
    embedded = topology.cluster.substrate is Substrate.EMBEDDED
    build = ["import"] if embedded else ["push", "--registry", topology.images.registry]
    tool = [sys.executable, "-m", "images"]
    execute([*tool, *build, IMAGE], tool_environment, cwd=ROOT, seconds=BUILD_SECONDS)
    named = execute(
        [*tool, "tags", "--json", "--registry", topology.images.registry, IMAGE], tool_environment, cwd=ROOT
    )
    stack = resolve_images(topology.images, ROOT / ".rushhour" / "images.json")
    return {
        IMAGE: json.loads(named.out)[IMAGE],
        "postgres": stack[ImageName.POSTGRES],
        "redis": stack[ImageName.REDIS],
    }


@pytest.fixture
def pod(kube: Kube, images: dict[str, str]) -> Iterator[str]:
    """The running pod, in a namespace of its own that is removed afterwards."""
    remove(kube)
    kube.apply(*manifests(images))
    try:
        wait_until(
            lambda: kube.get("pod", POD, namespace=NAMESPACE)["status"],
            lambda status: any(c["name"] == TESTS and c.get("started") for c in status.get("containerStatuses", [])),
            seconds=START_SECONDS,
            what="the suite starts",
        )
        yield POD
    finally:
        remove(kube)


def remove(kube: Kube) -> None:
    """Delete the namespace with all that is in it, and wait until it is gone."""
    command = ["delete", "namespace", NAMESPACE, "--ignore-not-found", f"--timeout={GONE_SECONDS}s"]
    kube.run(*command, seconds=GONE_SECONDS + 10)


def follow(kube: Kube, show: bool) -> tuple[int, list[str]]:
    """Pytest's exit status and output, passed on line by line as it comes.

    Raises:
        AssertionError: the log ended without a status: the pod was killed, or the suite took longer than it may.
    """
    context = ["--context", kube.context] if kube.context else []
    command = ["kubectl", *context, "logs", "-f", POD, "-n", NAMESPACE, "-c", TESTS]
    lines: list[str] = []
    with subprocess.Popen(
        ["timeout", str(SUITE_SECONDS), *command],
        env=dict(kube.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as log:
        assert log.stdout is not None
        for line in log.stdout:
            if line.startswith(END_MARK):
                log.terminate()
                return int(line.split()[-1]), lines
            lines.append(line)
            if show:
                sys.stdout.write(f"  | {line}")
                sys.stdout.flush()
    status = kube.get("pod", POD, namespace=NAMESPACE)["status"]
    raise AssertionError(f"the suite did not end by itself: {status.get('containerStatuses')}\n{''.join(lines[-40:])}")


def fetch_reports(kube: Kube) -> None:
    """Copy the reports out of the pod, and let it go."""
    REPORT_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("junit.xml", "coverage.xml"):
        ran = kube.exec(POD, "cat", f"{REPORTS}/{name}", container=TESTS, namespace=NAMESPACE, check=False)
        if ran.status == 0:
            (REPORT_FOLDER / f"app-{name}").write_text(ran.out)
    kube.exec(POD, "touch", f"{REPORTS}/collected", container=TESTS, namespace=NAMESPACE)


def skipped(report: Path) -> list[str]:
    """Names of the tests that a report says were skipped, with the reason."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - written by pytest, in this pod
    return [f"{case.get('name')}: {skip.get('message')}" for case in cases for skip in case.iter("skipped")]


def test_the_apps_own_suite_passes(kube: Kube, pod: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every test of the app passes in its own image, on a real Postgres with a standby and a real Redis (W2, D3, C2,
    C7, Q5, O5). None is skipped: what a test needs is there, or it fails."""
    with capsys.disabled():
        sys.stdout.write("\n")
        status, lines = follow(kube, show=True)
    fetch_reports(kube)

    assert status == 0, f"pytest ended with status {status}; the last lines:\n{''.join(lines[-60:])}"
    assert skipped(REPORT_FOLDER / "app-junit.xml") == []
    assert (REPORT_FOLDER / "app-coverage.xml").stat().st_size > 0
