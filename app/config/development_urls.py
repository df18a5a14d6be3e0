"""The URL table of development: the shop's, with /silk/, /__debug__/ and the media files the edge serves elsewhere."""

from collections.abc import Callable

from debug_toolbar.toolbar import debug_toolbar_urls
from django.conf import settings
from django.conf.urls.static import static
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import urlpatterns as shop

TOOLS = ("/silk/", "/__debug__/")

urlpatterns = [
    path("silk/", include("silk.urls", namespace="silk")),
    *debug_toolbar_urls(),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *shop,
]


def tools_without_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leave the tools' own pages without the shop's Content-Security-Policy: they carry inline styles."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(TOOLS):
            del response.headers["Content-Security-Policy"]
        return response

    return middleware
