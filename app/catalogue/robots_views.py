"""robots.txt and the site map. Neither follows a change at once: search engines come back in days."""

import re

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from caching.pages import cached_page
from catalogue.sitemaps import SITEMAPS

PAGE = re.compile(r"[1-9][0-9]{0,3}")
#: what is somebody's own, and what has no end
CLOSED = ("account", "admin", "api", "cart", "checkout", "orders", "payments", "search", "wishlist")


def _nothing(*_: object) -> list[str]:
    return []


@cached_page(lambda request: "robots", _nothing)
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read, and where the site map is."""
    context = {"closed": CLOSED, "sitemap": f"{settings.SITE_ORIGIN}{reverse('catalogue:sitemap')}"}
    return render(request, "catalogue/robots.txt", context, content_type="text/plain; charset=utf-8")


@cached_page(lambda request: "sitemap", _nothing)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files of the site map."""
    return sitemaps.index(request, sitemaps=SITEMAPS, sitemap_url_name="catalogue:sitemap-section").render()


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One file: `?p=` counts those of a section. 404 for any other."""
    page = request.GET.get("p", "1")
    if section not in SITEMAPS or not PAGE.fullmatch(page):
        raise Http404("There is no such part of the site map.")
    return _sitemap_section(request, section, page)


@cached_page(lambda request, section, page: f"sitemap:{section}:{page}", _nothing)
def _sitemap_section(request: HttpRequest, section: str, page: str) -> HttpResponse:
    return sitemaps.sitemap(request, sitemaps=SITEMAPS, section=section).render()
