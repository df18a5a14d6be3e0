"""Request forgery is refused by where the browser says a request comes from, and by a token where it says nothing.

Cacheable pages are the same for everyone and set no cookie, so their forms cannot carry a token. Every browser of
today says by itself where a request was started, in headers that a page's script cannot set:

* `Sec-Fetch-Site` (W3C Fetch Metadata Request Headers, https://www.w3.org/TR/fetch-metadata/). `same-origin` is sent
  only if every address of the redirect chain has the origin of the page that started the request. Browsers send it over
  HTTPS (and to localhost); all of them since March 2023.
* `Origin` (Fetch standard, https://fetch.spec.whatwg.org/#origin-header), with every POST.

OWASP's Cross-Site Request Forgery Prevention Cheat Sheet names both as a defence of their own, and asks for a fall-back
where they are missing. That is Django's own check: token and cookie, Origin or Referer.

What is no proof, and goes to that check:

* `Sec-Fetch-Site: same-site`, because a neighbouring subdomain is not the shop; `cross-site`; and `none`, which says
  that the visitor started the request by hand, with a bookmark or a typed address, and never comes with a form.
* `Origin: null` (a sandboxed frame, a `data:` page), whatever else is sent with it.
* The plain-HTTP origin of an HTTPS shop: everyone on the network can serve pages there.
* The two headers contradicting each other. No browser does that.

The method is the request line's: Django does not know X-HTTP-Method-Override or a `_method` field, so a GET stays one.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, InvalidTokenFormat


def came_from_own_page(request: HttpRequest) -> bool:
    """Whether the browser vouches that a page of this very origin started the request."""
    origin = request.META.get("HTTP_ORIGIN")
    fetch_site = request.META.get("HTTP_SEC_FETCH_SITE")
    if origin is not None and origin != settings.SITE_ORIGIN:
        return False
    if fetch_site is not None and fetch_site != "same-origin":
        return fetch_site == "none" and origin == settings.SITE_ORIGIN
    return fetch_site == "same-origin" or origin == settings.SITE_ORIGIN


class OwnOriginCsrfMiddleware(CsrfViewMiddleware):
    """Django's check, skipped for requests of which the browser says that they come from the shop's own pages."""

    def process_request(self, request: HttpRequest) -> None:
        """Read the token's cookie; a malformed one counts as none.

        Django would answer it with a new cookie, also on pages that every cache may keep.
        """
        try:
            secret = self._get_secret(request)
        except InvalidTokenFormat:
            return
        if secret is not None:
            request.META["CSRF_COOKIE"] = secret

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None to go on, or the 403."""
        if came_from_own_page(request):
            return self._accept(request)
        return super().process_view(request, callback, args, kwargs)
