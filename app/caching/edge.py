"""Tell every edge server that pages changed: PURGE http://<address>:<port><path>, a trailing `*` is a wildcard.

A purge that fails is logged and counted and never raised: the edge's own lifetime bounds how long a page stays old.

Every purge is repeated a moment later: a page that an edge server was just fetching when the change was committed may
be the old one, and would be stored right after the purge for its whole lifetime. It also mends a purge that failed.
"""

import asyncio
import atexit
import os
import socket
import threading
import time
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from prometheus_client import Counter

log = structlog.get_logger(__name__)

PURGES = Counter("shop_edge_purges_total", "Purge requests by outcome", ["outcome"])

#: seconds for one edge server to answer; a purge runs in the request that changed something
TIMEOUT_SECONDS = 0.5
#: the edge says 200 when it dropped the page and 404 when it had none
ANSWERED = (200, 204, 404)
#: what a path of the shop may have as it is; anything else would break the request line
URL_CHARACTERS = "/?*=&%:@!$'()+,;~-._"


def purge_on_commit(paths: Iterable[str]) -> None:
    """Purge the paths at every edge server once the running transaction has committed."""
    wanted = tuple(paths)
    transaction.on_commit(lambda: purge(wanted), robust=True)


def purge(paths: Iterable[str]) -> None:
    """Purge now and once more, at every address EDGE_PURGE_URL resolves to; nothing happens where it is empty.

    Never called from a coroutine: it waits.
    """
    wanted = list(paths)
    _purge_everywhere(wanted)
    if settings.EDGE_PURGE_URL and settings.EDGE_PURGE_AGAIN_SECONDS:
        again.add(wanted)


class Again:
    """Paths to purge once more, and the thread that does it while there are any."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing to do: a forked process leaves this to its parent."""
        self._lock = threading.Lock()
        self._due: dict[str, float] = {}
        self._running = False

    def add(self, paths: Iterable[str]) -> None:
        """Purge these after EDGE_PURGE_AGAIN_SECONDS, counted from the last time they were added."""
        due = time.monotonic() + settings.EDGE_PURGE_AGAIN_SECONDS
        with self._lock:
            self._due.update(dict.fromkeys(paths, due))
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._run, name="second purge", daemon=True).start()

    def finish(self) -> None:
        """Do it now: the process ends."""
        with self._lock:
            paths, self._due = list(self._due), {}
        if paths:
            _purge_everywhere(paths)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._due:
                    self._running = False
                    return
                first = min(self._due.values())
            time.sleep(max(0.0, first - time.monotonic()))
            now = time.monotonic()
            with self._lock:
                paths = [path for path, due in self._due.items() if due <= now]
                for path in paths:
                    del self._due[path]
            _purge_everywhere(paths)


again = Again()
atexit.register(again.finish)
os.register_at_fork(after_in_child=again.forget)


def _purge_everywhere(paths: list[str]) -> None:
    if not settings.EDGE_PURGE_URL:
        return
    target = urlsplit(settings.EDGE_PURGE_URL)
    port = target.port or 80
    try:
        found = socket.getaddrinfo(target.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        PURGES.labels("unresolved").inc()
        log.error("edge not purged: no address", edge=settings.EDGE_PURGE_URL, reason=str(error))
        return
    addresses = sorted({str(entry[4][0]) for entry in found})
    # All at once (docs/adr/0013): one that hangs keeps none of the others from being told. No thread is started: none
    # can be while the process ends.
    asyncio.run(_purge_all(addresses, port, paths))


async def _purge_all(addresses: list[str], port: int, paths: list[str]) -> None:
    await asyncio.gather(*(_purge_at(address, port, paths) for address in addresses))


async def _purge_at(address: str, port: int, paths: list[str]) -> None:
    """One path after the other over one connection; a server that fails once is left alone."""
    left = list(paths)
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            reader, writer = await asyncio.open_connection(address, port)
        try:
            while left:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    status = await _ask(reader, writer, left[0])
                path = left.pop(0)
                if status in ANSWERED:
                    PURGES.labels("purged" if status != 404 else "absent").inc()
                else:
                    PURGES.labels("refused").inc()
                    log.error("edge refused to purge", edge=f"{address}:{port}", path=path, status=status)
        finally:
            writer.close()
    except (OSError, EOFError, ValueError) as error:
        PURGES.labels("failed").inc()
        log.error("edge not purged", edge=f"{address}:{port}", paths=left, reason=f"{type(error).__name__}: {error}")


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> int:
    """The status of one PURGE. Raises ValueError for what is no answer with a length, which nginx always gives."""
    target = quote(path, safe=URL_CHARACTERS)
    writer.write(f"PURGE {target} HTTP/1.1\r\nHost: {settings.SITE_HOST}\r\n\r\n".encode("ascii"))
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await reader.readexactly(int(headers["content-length"]) if "content-length" in headers else _without_length(status))
    return int(status.split()[1])


def _without_length(status: str) -> int:
    raise ValueError(f"an answer without a length: {status!r}")
