"""What describes the API: the document for programs, and a page for people."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.documentation import page
from api.v1 import api
from caching.pages import cached_page

MEDIA_TYPE = "application/json"


@cache
def document() -> bytes:
    """The OpenAPI document, as it is committed; made once a process."""
    return (json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n").encode()


@require_safe
@cached_page(lambda request: "api-openapi", lambda request: [])
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1; the same for everyone until the next release."""
    return HttpResponse(document(), content_type=MEDIA_TYPE)


@require_safe
@cached_page(lambda request: "api-docs", lambda request: [])
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page; problems' `type` leads to its anchors."""
    return render(request, "api/docs.html", page())
