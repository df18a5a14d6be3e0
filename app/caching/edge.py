"""Tell every edge server that pages changed: PURGE http://<address>:<port><path>, a trailing `*` is a wildcard.

A purge that fails is logged and counted and never raised: the edge's own lifetime bounds how long a page stays old.
"""

import http.client
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

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


def purge_on_commit(paths: Iterable[str]) -> None:
    """Purge the paths at every edge server once the running transaction has committed."""
    wanted = tuple(paths)
    transaction.on_commit(lambda: purge(wanted), robust=True)


def purge(paths: Iterable[str]) -> None:
    """Purge now, at every address EDGE_PURGE_URL resolves to; nothing happens where it is empty."""
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
    wanted = list(paths)
    for address in sorted({str(entry[4][0]) for entry in found}):
        _purge_at(address, port, wanted)


def _purge_at(address: str, port: int, paths: list[str]) -> None:
    connection = http.client.HTTPConnection(address, port, timeout=TIMEOUT_SECONDS)
    try:
        for path in paths:
            connection.request("PURGE", path, headers={"Host": settings.SITE_HOST})
            response = connection.getresponse()
            response.read()
            if response.status in ANSWERED:
                PURGES.labels("purged" if response.status != 404 else "absent").inc()
            else:
                PURGES.labels("refused").inc()
                log.error("edge refused to purge", edge=f"{address}:{port}", path=path, status=response.status)
    except (OSError, http.client.HTTPException) as error:
        PURGES.labels("failed").inc()
        log.error("edge not purged", edge=f"{address}:{port}", paths=paths, reason=f"{type(error).__name__}: {error}")
    finally:
        connection.close()
