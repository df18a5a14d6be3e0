"""Debian's Chromium with a home of its own, which trusts the stack's certificate authority and nothing else new."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

PROGRAM = "chromium"
CERTUTIL = "certutil"
CERTUTIL_SECONDS = 30
MISSING = (
    "{} is not on this machine, so nobody can look at the shop. `make test` installs it; by hand: "
    "apt-get install --no-install-recommends chromium fonts-inter fonts-urw-base35 libnss3-tools"
)


class ProgramMissing(RuntimeError):
    """A program the browser tests need is not installed."""


def program(name: str) -> str:
    """Where the program is.

    Raises:
        ProgramMissing: it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise ProgramMissing(MISSING.format(name))
    return found


@contextmanager
def started(home: Path, authority: Path | None) -> Iterator[Browser]:
    """A browser that keeps its state below `home`. `authority` is the file of a CA certificate to trust as well."""
    if authority is not None:
        _trust(home, authority)
    # As root Chromium has no sandbox to put its processes in; the pages it opens are the shop's own.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with _driver_trusting(authority), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(PROGRAM), args=options, env={**os.environ, "HOME": str(home)}
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _driver_trusting(authority: Path | None) -> Iterator[None]:
    """Playwright's driver asks for pages too (`route.fetch`); a Node process that is started with our variables."""
    with pytest.MonkeyPatch.context() as environment:
        if authority is not None:
            environment.setenv("NODE_EXTRA_CA_CERTS", str(authority))
        yield


def _trust(home: Path, authority: Path) -> None:
    """Put the certificate where Chromium looks for what its user trusts: an NSS database in the home folder."""
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    database = ["-d", f"sql:{folder}"]
    _certutil(*database, "-N", "--empty-password")
    # C: trusted to sign servers' certificates, and for nothing else.
    _certutil(*database, "-A", "-t", "C,,", "-n", "stack", "-i", str(authority))


def _certutil(*arguments: str) -> None:
    subprocess.run(
        [program(CERTUTIL), *arguments], check=True, timeout=CERTUTIL_SECONDS, stdin=subprocess.DEVNULL, text=True
    )
