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

# A changed colour scheme runs through the page from parent to child, a frame each where colours have transitions.
SETTLED = """async () => {
  const deadline = performance.now() + 10000;
  for (let calm = 0; calm < 3;) {
    await new Promise(requestAnimationFrame);
    const running = document.getAnimations().filter(animation => animation.playState === "running");
    calm = running.length ? 0 : calm + 1;
    if (performance.now() > deadline) throw new Error(`moving after 10 s: ${running[0]?.effect.target.outerHTML}`);
  }
}"""


def wait_until_settled(page: Page) -> None:
    """Let transitions end. Raises playwright's Error, with what moves, when they have not after 10 s."""
    page.evaluate(SETTLED)


def sticks_out(page: Page) -> list[str]:
    """Elements that make the page scroll sideways."""
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def absent_pictures(page: Page) -> list[str]:
    """Addresses of the pictures that did not come, once all have been scrolled to."""
    page.evaluate(SHOW_ALL)
    found: list[str] = page.evaluate(ABSENT)
    return found
