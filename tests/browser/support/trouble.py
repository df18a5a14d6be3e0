"""What goes wrong on a page without showing: console errors, blocked content, failed requests, exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request, Response

LOUD = ("error", "warning")


@dataclass
class Trouble:
    """Everything a browser complained about while it was at work for one visitor."""

    found: list[str] = field(default_factory=list)
    #: addresses that a test asks for although they answer with an error
    expected: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Listen to the page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: exception: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        # A page that is meant to be an error is one line on the console; its answer is judged below.
        if message.type in LOUD and address not in self.expected:
            self.found.append(f"{address}: console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # Whoever follows a link does not wait for the pictures of the page behind.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.found.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected:
            self.found.append(f"{response.url}: {response.status}")
