"""Fixtures of the browser tests: one browser for all of them, a visitor of one's own for each.

They look at the stack's shop, or at the one that --site names. A visitor's console errors, blocked content and failed
requests fail the test that he came in.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from cli import environment, facts
from tests.browser.support import chromium, journey
from tests.browser.support.journey import Customer
from tests.browser.support.letters import Letters
from tests.browser.support.screens import DESK, Screen
from tests.browser.support.shopper import Shopper
from tests.browser.support.trouble import Trouble
from tests.infra.support.kube import COMPONENT, Kube
from topology import Topology, load

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SCREENSHOTS = ROOT / ".rushhour" / "reports" / "screenshots"
#: milliseconds any single step may take; the shop answers in a few hundred, a loaded machine in a few thousand
STEP_MILLISECONDS = 20_000

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def topology(pytestconfig: pytest.Config) -> Topology:
    """What the stack file says."""
    return load(ROOT / f"Pulumi.{pytestconfig.getoption('--stack')}.yaml")


@pytest.fixture(scope="session")
def origin(pytestconfig: pytest.Config, topology: Topology) -> str:
    """`https://host:port` of the shop that is looked at."""
    return str(pytestconfig.getoption("--site")).rstrip("/") or topology.site.origin


@pytest.fixture(scope="session")
def kube(pytestconfig: pytest.Config, topology: Topology) -> Kube | None:
    """The cluster that shop runs on; none of a shop that --site names."""
    if pytestconfig.getoption("--site"):
        return None
    stack = str(pytestconfig.getoption("--stack"))
    tools = environment.variables(facts.from_topology(stack, topology.model_dump(mode="json", by_alias=True)))
    return Kube(tools, topology.cluster.namespace, topology.cluster.context)


@pytest.fixture(scope="session")
def letters(pytestconfig: pytest.Config, kube: Kube | None) -> Letters:
    """The mails that shop sends."""
    if kube is None:
        return Letters(Path(pytestconfig.getoption("--mails")).read_text)
    return Letters(lambda: kube.run("logs", "-n", kube.namespace, "-l", f"{COMPONENT}=worker-email", "--tail=2000").out)


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, trusting the stack's own certificate authority where it has one.

    Closed when the last test of this folder ends: Playwright's event loop counts as running for as long as it is
    open, and no other test of the thread (Pulumi's run one) could start a loop of its own.
    """
    authority = ROOT / ".rushhour" / "ca.crt"
    home = tmp_path_factory.mktemp("chromium")
    try:
        with chromium.started(home, authority if authority.exists() else None) as started:
            yield started
    except chromium.ProgramMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    """What the test's visitors ran into; anything in it at the end is a failure."""
    seen = Trouble()
    yield seen
    assert seen.found == []


@pytest.fixture
def visit(browser: Browser, origin: str, trouble: Trouble) -> Iterator[Visit]:
    """Makes visitors: a page at a screen, with its own cookies, and what it runs into recorded."""
    contexts = []

    def make(screen: Screen = DESK, **options: Any) -> Page:
        context = browser.new_context(base_url=origin, viewport=screen.viewport, **options)
        context.set_default_timeout(STEP_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        trouble.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def shopper(browser: Browser, origin: str, letters: Letters) -> Shopper:
    """Somebody who has an account, an order, and something in the cart, made on a desk's screen.

    The shop lets one address register ten times an hour, so tests that are not about registering share this account.
    """
    trouble = Trouble()
    context = browser.new_context(base_url=origin, viewport=DESK.viewport)
    context.set_default_timeout(STEP_MILLISECONDS)
    page = context.new_page()
    trouble.watch(page)
    purchase = journey.first_purchase(page, letters)
    journey.choose(page)
    made = Shopper(purchase, context.storage_state())
    context.close()
    assert trouble.found == []
    return made


@pytest.fixture(scope="package")
def staff(browser: Browser, origin: str, kube: Kube | None, topology: Topology) -> StorageState:
    """The first administrator's cookies; of a shop in development (--site), as docs/development.md has it."""
    if kube is None:
        who = Customer("admin@localhost", "only-for-development")
    else:
        secret = kube.get("secret", "app-secrets")["data"]["admin_password"]
        who = Customer(f"admin@{topology.site.domain}", base64.b64decode(secret).decode())
    context = browser.new_context(base_url=origin)
    page = context.new_page()
    page.goto("/ops/")
    journey.sign_in(page, who)
    page.wait_for_url(f"{origin}/ops/")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the pages are kept for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
