"""The sizes the shop is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import ViewportSize


@dataclass(frozen=True, slots=True)
class Screen:
    """A window's size in CSS pixels, and a name for screenshots."""

    name: str
    width: int
    height: int

    @property
    def viewport(self) -> ViewportSize:
        """As Playwright wants it."""
        return ViewportSize(width=self.width, height=self.height)


DESK = Screen("desk", 1280, 900)
PHONE = Screen("phone", 390, 844)
#: the narrowest that phones in use have
NARROW = Screen("narrow", 360, 640)
WIDE = Screen("wide", 1600, 1000)
