"""The staff's dashboard in a real browser: at every size, in light and dark, live and without scripts (M6)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, StorageState, expect

from tests.browser.conftest import Visit
from tests.browser.support.accessibility import violations
from tests.browser.support.looking import sticks_out, wait_until_settled
from tests.browser.support.screens import DESK, NARROW, PHONE, WIDE
from tests.browser.support.trouble import Trouble

PAGES = ("", "system/", "database/", "redis/", "application/", "celery/", "edge/")
#: milliseconds: the figures are renewed every ten seconds
RENEWED = 40_000


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.strip("/") or "overview")
def test_a_page_of_the_dashboard_is_readable_for_everyone(
    path: str, visit: Visit, staff: StorageState, screenshots: Path
) -> None:
    """No violation of axe-core's rules in light and dark, nothing blocked by the policy, no sideways scrolling (M6)."""
    page = visit(DESK, reduced_motion="reduce", storage_state=staff)
    name = path.strip("/") or "overview"

    page.goto(f"/ops/{path}")
    expect(page.get_by_text("Prometheus answered")).to_have_count(0)  # a question it did not understand

    for screen, scheme in ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")):
        page.set_viewport_size(screen.viewport)
        page.emulate_media(color_scheme=scheme)
        wait_until_settled(page)
        page.screenshot(path=screenshots / f"ops-{name}-{screen.name}-{scheme}.png", full_page=True)
        assert violations(page) == [], f"{screen.name}, {scheme}"
    for screen in (WIDE, DESK, PHONE, NARROW):
        page.set_viewport_size(screen.viewport)
        assert sticks_out(page) == [], screen.name


def test_figures_renew_by_themselves_until_they_are_paused(visit: Visit, staff: StorageState) -> None:
    """What is shown is renewed while the page is in sight, what was opened stays open, and "Pause" stops it (M6)."""
    page = visit(DESK, storage_state=staff)
    page.goto("/ops/system/")
    moment = page.locator("[data-live=banner] time")
    before = moment.get_attribute("datetime")
    details = page.locator("details").first
    if details.count():
        details.locator("summary").click()

    expect(moment).not_to_have_attribute("datetime", before or "", timeout=RENEWED)
    if details.count():
        assert details.get_attribute("open") is not None

    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text("Paused")


def look_again(page: Page) -> None:
    """Have the figures renewed now, as when somebody comes back to the page."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_somebody_is_at_stays_while_the_rest_is_renewed(visit: Visit, staff: StorageState) -> None:
    """A notice that comes neither takes the focus nor moves what is read, and what is around it is new (M6)."""
    page = visit(PHONE, storage_state=staff)
    page.goto("/ops/")
    at = page.locator("[data-board] :is(.ops-tile a, .ops-scroll)").last
    at.focus()
    moment = page.locator("[data-live=banner] time")
    before, place = moment.get_attribute("datetime"), at.bounding_box()

    def with_news(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace(str(before), "2030-01-01T00:00:00+00:00")
        head, banner, rest = text.partition('data-live="banner"')
        first, end, rest = rest.partition("</section>")
        news = '<p class="notice" data-live="news">Something new</p>'
        route.fulfill(response=answer, body=head + banner + first + end + news + rest)

    page.route("**/ops/**", with_news)
    look_again(page)

    expect(page.get_by_text("Something new")).to_be_visible()
    expect(moment).to_have_attribute("datetime", "2030-01-01T00:00:00+00:00")
    expect(at).to_be_focused()
    now = at.bounding_box()
    assert place
    assert now
    assert abs(now["y"] - place["y"]) < 3, "what is read has moved"


def test_figures_that_are_not_renewed_are_said_to_be_old(visit: Visit, staff: StorageState, trouble: Trouble) -> None:
    """A shop that fails is told from one that is well, and the notice goes when it is back (M6)."""
    page = visit(DESK, storage_state=staff)
    page.goto("/ops/")
    old = page.locator("[data-stale]")
    expect(old).to_be_hidden()
    trouble.expected.add(page.url)

    page.route("**/ops/**", lambda route: route.fulfill(status=503, body="away"))
    look_again(page)
    expect(old).to_be_visible()

    page.unroute("**/ops/**")
    look_again(page)
    expect(old).to_be_hidden()


def test_the_dashboard_needs_no_script(visit: Visit, staff: StorageState) -> None:
    """Spans, areas and "Refresh" are links (M6)."""
    page = visit(PHONE, java_script_enabled=False, storage_state=staff)
    page.goto("/ops/")

    page.get_by_role("navigation", name="How far back").get_by_role("link", name="6 hours").click()
    page.get_by_role("navigation", name="Dashboard").get_by_role("link", name="Redis").click()
    page.get_by_role("link", name="Refresh").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Redis")
    assert page.url.endswith("/ops/redis/?range=6h")
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
