"""Turn Pulumi's plain progress into lines worth reading: the log file keeps all of it."""

import re
from collections.abc import Callable

# What Pulumi says that a person can do nothing about, with the reason.
NOISE = (
    # The provider comes from PATH on purpose where its current version cannot be downloaded (ADR: provider).
    re.compile(r"warning: using pulumi-\S+ from \$PATH"),
    re.compile(r"warning: resource plugin kubernetes is expected to have version"),
    # Only says that work goes on; the resource lines say which.
    re.compile(r"^@ (updating|destroying|previewing|refreshing)"),
    re.compile(r"^\s*View (Live|in Browser)"),
    re.compile(r"^(Updating|Destroying) \("),
)
# The number of warnings: those worth reading follow under Diagnostics.
WARNINGS = re.compile(r" \d+ warnings?$")
HEADING = re.compile(r"^(Diagnostics|Outputs|Resources|Policies|Duration):")
OWNER = re.compile(r"^  \S.*:$")


class Screen:
    """A filter fed line by line. Headings are held back until something worth showing follows."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._held: list[str] = []

    def line(self, text: str) -> None:
        """Show `text`, hold it back as a heading, or drop it as noise."""
        text = WARNINGS.sub("", text)
        if not text.strip() or any(noise.search(text) for noise in NOISE):
            return
        if HEADING.match(text):
            self._held = [text]
            if text.startswith("Duration:"):
                self.end()
        elif OWNER.match(text) and self._held:
            self._held = [self._held[0], text]
        else:
            for held in self._held:
                self._show(held)
            self._held = []
            self._show(text)

    def end(self) -> None:
        """Show what is complete by itself; an empty heading is dropped."""
        if self._held and self._held[0].startswith("Duration:"):
            self._show(self._held[0])
        self._held = []
