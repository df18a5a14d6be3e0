"""No part of the platform is without a test that names it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.files import ROOT, name_of

COMPONENTS = sorted(p for p in (ROOT / "infra/pulumi/components").glob("*.py") if p.stem != "__init__")
ROLES = sorted(p for p in (ROOT / "infra/ansible/roles").iterdir() if p.is_dir())
MODULES = sorted((ROOT / "infra/ansible/plugins/modules").glob("*.py"))
# `shared` holds what the others are made of.
TEMPLATES = sorted(p for p in (ROOT / "helm/rushhour/templates").iterdir() if p.is_dir() and p.name != "shared")
IMAGES = sorted(p.parent for p in (ROOT / "images").glob("*/Containerfile"))
COMMANDS = sorted(p for p in (ROOT / "cli/commands").glob("*.py") if p.stem != "__init__")
# `kubectl apply` with a verdict: every `make up` runs it, and the live tests see what it applied.
SHOWN_BY_A_CLUSTER = {"applied"}
APPS = sorted(p.parent for p in (ROOT / "app").glob("*/apps.py"))


def text_of(folder: str, pattern: str = "**/*.py") -> str:
    """All files of a folder as one text."""
    return "\n".join(path.read_text() for path in sorted((ROOT / folder).glob(pattern)))


@pytest.mark.parametrize("component", COMPONENTS, ids=name_of)
def test_every_pulumi_component_is_tested(component: Path) -> None:
    """The tests of the Pulumi program name its module or its class, or it serves another component that is."""
    tests = text_of("infra/pulumi/tests")
    users = [c.stem for c in COMPONENTS if f"components.{component.stem} import" in c.read_text()]
    classes = re.findall(r"^class (\w+)", component.read_text(), re.MULTILINE)

    assert any(re.search(rf"\b{name}\b", tests) for name in (component.stem, *users, *classes))


@pytest.mark.parametrize("role", ROLES, ids=name_of)
def test_every_ansible_role_is_played(role: Path) -> None:
    """A playbook runs it; a role nobody plays is dead."""
    playbooks = text_of("infra/ansible/playbooks", "*.yml")

    assert f"role: {role.name}" in playbooks or f"name: {role.name}" in playbooks


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_ansible_module_is_tested(module: Path) -> None:
    """The tests of the playbooks import it, or it does one thing that only a real cluster can show."""
    assert f"import {module.stem}" in text_of("infra/ansible/tests") or module.stem in SHOWN_BY_A_CLUSTER


@pytest.mark.parametrize("folder", TEMPLATES, ids=name_of)
def test_every_template_folder_is_rendered_in_a_test(folder: Path) -> None:
    """The chart's tests render something of it, by kind or by name."""
    words = {folder.name.rstrip("s"), folder.name}

    assert any(word in text_of("helm/tests") for word in words)


@pytest.mark.parametrize("image", IMAGES, ids=name_of)
def test_every_image_is_tested(image: Path) -> None:
    """The tests of the images name it."""
    assert f'"{image.name}"' in text_of("tests/images") or f"{image.name}" in text_of("tests/images")


@pytest.mark.parametrize("command", COMMANDS, ids=name_of)
def test_every_command_teaches_itself(command: Path) -> None:
    """The driver knows it, and it teaches its use without touching anything."""
    asked = [sys.executable, "-m", "cli", command.stem, "--help"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.split()) > 20


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_every_django_app_is_tested(app: Path) -> None:
    """The app's tests name each of its parts: in a folder of its own, or from another part's tests."""
    own = list((app / "tests").glob("test_*.py"))
    others = text_of("app", "*/tests/**/*.py")

    assert own or f"{app.name}." in others or f"from {app.name}" in others
