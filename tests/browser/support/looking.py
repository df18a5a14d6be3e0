"""What an eye would see at once: something sticks out sideways, a picture did not come."""

from __future__ import annotations

from playwright.sync_api import Page

STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.outerHTML.slice(0, 120));
}"""

# Pictures below the fold are lazy: they come when they are scrolled to.
SHOW_ALL = """async () => {
  for (const picture of document.images) {
    picture.scrollIntoView();
    await new Promise(requestAnimationFrame);
  }
  await Promise.all([...document.images].map(picture => picture.decode().catch(() => {})));
  window.scrollTo(0, 0);
}"""

ABSENT = """() => [...document.images]
  .filter(picture => !(picture.complete && picture.naturalWidth))
  .map(picture => picture.currentSrc || picture.outerHTML)"""


def sticks_out(page: Page) -> list[str]:
    """Elements that make the page scroll sideways."""
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def absent_pictures(page: Page) -> list[str]:
    """Addresses of the pictures that did not come, once all have been scrolled to."""
    page.evaluate(SHOW_ALL)
    found: list[str] = page.evaluate(ABSENT)
    return found
