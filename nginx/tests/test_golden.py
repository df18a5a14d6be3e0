"""The rendered configuration of every stack, as files a person can read and review."""

from __future__ import annotations

from pathlib import Path

import pytest

from topology import load
from topology.render.nginx_files import nginx_files

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
STACKS = sorted(path.stem.removeprefix("Pulumi.") for path in CHECKOUT.glob("Pulumi.*.yaml"))


@pytest.mark.parametrize("stack", STACKS)
def test_golden_files_are_what_the_templates_render(stack: str) -> None:
    """A change of the edge shows as a change of these files; nothing is rendered that was not reviewed."""
    folder = HERE / "golden" / stack
    found = {path.name: path.read_text() for path in folder.glob("*")}
    assert found == nginx_files(load(CHECKOUT / f"Pulumi.{stack}.yaml")), (
        f"{folder} is not what nginx/templates render. If the change is meant, write it again: "
        f"python -m topology.render.nginx_files Pulumi.{stack}.yaml {folder.relative_to(CHECKOUT)}"
    )


def test_every_golden_folder_belongs_to_a_stack() -> None:
    """A stack that is gone leaves nothing behind."""
    assert sorted(path.name for path in (HERE / "golden").iterdir()) == STACKS


def test_session_cookie_is_the_one_the_app_sets() -> None:
    """The cache goes past whoever carries the session cookie, so the name must be the app's."""
    from topology.render.nginx_context import SESSION_COOKIE

    settings = (CHECKOUT / "app" / "config" / "settings" / "security.py").read_text()
    assert f'"SESSION_COOKIE_NAME": "{SESSION_COOKIE}" if https' in settings
