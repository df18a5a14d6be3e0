"""Fill the caches as a visitor would: by asking for pages (C8)."""

import time
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

from caching.layers import LAYER_HEADER, Layer

log = structlog.get_logger(__name__)


def ask_for(paths: Iterable[str]) -> dict[str, int]:
    """Ask this process's own application for each page, as a visitor without a session who wants no body.

    All of a page is in the caches afterwards, its fragments and its data too. HEAD counts no views: else the popular
    products would be those that were popular before. Returns how many pages there were already, were made, and failed.
    """
    handler = BaseHandler()
    handler.load_middleware()
    totals = Counter({"found": 0, "made": 0, "failed": 0})
    started = time.monotonic()
    for path in paths:
        response = handler.get_response(_request(path))
        if response.status_code != 200:
            totals["failed"] += 1
            log.error("page not warmed", path=path, status=response.status_code)
        else:
            totals["found" if response.get(LAYER_HEADER) == Layer.VIEW else "made"] += 1
    log.info("caches warmed", seconds=round(time.monotonic() - started, 1), **totals)
    return dict(totals)


def _request(path: str) -> WSGIRequest:
    target = urlsplit(path)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "HEAD",
            "PATH_INFO": unquote(target.path),
            "QUERY_STRING": target.query,
            "HTTP_HOST": settings.SITE_HOST,
            "SERVER_NAME": settings.SITE_HOST,
            "SERVER_PORT": "443",
            "REMOTE_ADDR": "127.0.0.1",
            # As the edge says it; without it the answer would be a redirect.
            "HTTP_X_FORWARDED_PROTO": urlsplit(settings.SITE_ORIGIN).scheme,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
    )
