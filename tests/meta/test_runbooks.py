"""Whoever is called finds a page that says what to do (M5, O4)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from tests.meta.files import ROOT, name_of
from topology import load
from topology.render.prometheus_rules import alerts

RUNBOOKS = ROOT / "docs" / "runbooks"
PAGES = sorted(page for page in RUNBOOKS.glob("*.md") if page.name != "README.md")
STACKS = sorted(ROOT.glob("Pulumi.*.yaml"))
ALERTS = {name: rule for stack in STACKS for name, rule in alerts(load(stack)).items()}
DOCUMENT = ROOT / "docs" / "prometheus.md"
SECTIONS = ("What it means", "What shoppers see", "Look", "Mend", "Prevent")
# `runbook="…"` of the app's own monitors; a name put together at run time is checked by its beginning.
FINDING = re.compile(r'runbook=(f?)"([^"{]+)')


def slugs_of_the_app() -> set[tuple[bool, str]]:
    """Names of pages the app's monitors refer to, each with whether it is only a beginning."""
    sources = [path for path in (ROOT / "app").rglob("*.py") if "tests" not in path.parts]
    return {(bool(open_), slug) for path in sources for open_, slug in FINDING.findall(path.read_text())}


@pytest.mark.parametrize("name", sorted(ALERTS))
def test_every_alert_says_what_and_how_bad_and_leads_to_a_page(name: str) -> None:
    """Severity, a summary, a description and a page that names the alert (M5)."""
    rule = ALERTS[name]
    page = ROOT / rule["annotations"]["runbook"]

    assert rule["labels"]["severity"] in {"critical", "warning"} or name == "MonitorsLook"
    assert len(rule["annotations"]["summary"]) > 20
    assert len(rule["annotations"]["description"]) > 40
    assert page.parent == RUNBOOKS
    assert page.is_file(), f"{page}: not there"
    assert f"`{name}`" in page.read_text().split("## What it means")[0], f"{page.name} does not name {name}"


def test_every_finding_of_the_app_leads_to_a_page() -> None:
    """What the app's monitors find is as actionable as an alert of Prometheus (M5)."""
    known = {page.stem for page in PAGES}
    lost = {
        slug
        for open_, slug in slugs_of_the_app()
        if not (any(k.startswith(slug) for k in known) if open_ else slug in known)
    }

    assert lost == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_page_is_used_and_complete(page: Path) -> None:
    """Somebody leads there, and it says what it means, who feels it, how to look, mend and prevent (O4)."""
    text = page.read_text()
    used = {Path(rule["annotations"]["runbook"]).stem for rule in ALERTS.values()}
    found = slugs_of_the_app()
    used |= {slug for open_, slug in found if not open_}
    begun = tuple(slug for open_, slug in found if open_)

    assert page.stem in used or (begun and page.stem.startswith(begun)), "nobody leads here"
    assert [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")] == list(SECTIONS)
    assert "```sh\n" in text, "nothing to look with"
    assert f"({page.name})" in (RUNBOOKS / "README.md").read_text(), "not in the list of pages"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_names_only_alerts_that_exist(page: Path) -> None:
    """An alert that was renamed leaves no trace behind (M5)."""
    named = set(re.findall(r"`([A-Z]\w+)`", page.read_text().split("## What it means")[0]))

    assert named - set(ALERTS) == set()


def test_every_alert_is_fired_by_a_test() -> None:
    """monitoring/tests has a case in which it fires; promtool runs them in the built image (M5)."""
    cases = [yaml.safe_load(path.read_text()) for path in sorted((ROOT / "monitoring" / "tests").glob("*.yml"))]
    expected = {
        name
        for file in cases
        for test in file["tests"]
        for look in test["promql_expr_test"]
        for sample in look["exp_samples"]
        for name in re.findall(r'alertname="(\w+)"', sample["labels"])
    }

    assert set(ALERTS) - expected == set(), "never seen firing"
    assert expected - set(ALERTS) == set(), "no such alert"


def test_the_dashboard_knows_where_to_look_for_each() -> None:
    """Alerts and findings lead to a chart or page that shows them: `PLACES` has all runbooks, and no others (M6)."""
    source = ast.parse((ROOT / "app" / "dashboard" / "places.py").read_text())
    (places,) = [
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PLACES"
    ]

    assert set(places) == {page.stem for page in PAGES}


def test_the_documents_name_the_alerts_that_drills_cause() -> None:
    """Neither more nor fewer than tests/drills waits for (M5)."""
    (table,) = re.findall(r"## Alerts seen coming and going\n(.*?)\n## ", DOCUMENT.read_text(), re.DOTALL)
    drills = " ".join(path.read_text() for path in (ROOT / "tests" / "drills").glob("test_alerts_*.py"))
    named = {name for name in re.findall(r"`(\w+)`", table) if name in ALERTS}

    assert named == {name for name in re.findall(r'"(\w+)"', drills) if name in ALERTS}
    assert len(named) > 10
