"""Suggestions while searching: a combobox as the WAI-ARIA practices describe it (issue 4, S2)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.support.accessibility import violations


def typed(page: Page, words: str) -> None:
    """Type into the search box of the first page, and wait for suggestions."""
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").press_sequentially(words)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()


def test_a_suggestion_is_chosen_with_the_keyboard(visit: Visit) -> None:
    """Arrow keys go through the options, the box says which is meant, Enter goes there (S2)."""
    page = visit()
    typed(page, "lam")
    box = page.get_by_role("combobox", name="Search the shop")

    box.press("ArrowDown")
    option = page.get_by_role("listbox", name="Suggestions").get_by_role("option", selected=True)

    expect(option).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert box.get_attribute("aria-expanded") == "true"
    assert violations(page) == []
    target = option.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{target}")


def test_escape_closes_the_suggestions_and_keeps_the_words(visit: Visit) -> None:
    """What was typed stays, and Enter searches for it (S2)."""
    page = visit()
    typed(page, "lamp")
    box = page.get_by_role("combobox", name="Search the shop")

    box.press("Escape")

    expect(page.get_by_role("listbox", name="Suggestions")).to_have_count(0)
    expect(box).to_have_value("lamp")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("lamp")
