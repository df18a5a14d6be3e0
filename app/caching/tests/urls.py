"""Views that are cached for all: some as they should be, others that make an answer for one visitor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view

from caching import pages
from caching.memo import remember

#: what was made, in order
made: list[str] = []


def page(view):
    """The view as a cached page of the tag `tag`, named by its path."""
    return pages.cached_page(lambda request: request.path, lambda request: ["tag"])(view)


@page
def plain(request: HttpRequest) -> HttpResponse:
    made.append(request.path)
    who = request.user.email if pages.has_session(request) and request.user.is_authenticated else "everyone"
    return HttpResponse(f"for {who}", headers={"Link": "</x.css>; rel=preload"})


@page
def data(request: HttpRequest) -> HttpResponse:
    return HttpResponse(remember("test", "data", lambda: "data", tags=["data"], seconds=60).value)


@page
def cookie_reader(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.COOKIES.get('name', 'nobody')}")


@page
def gone(request: HttpRequest) -> HttpResponse:
    made.append(request.path)
    return HttpResponse("gone", status=410)


@page
def unshared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own", headers={"Cache-Control": "no-store"})


@page
def sets_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("hello")
    response.set_cookie("seen", "1")
    return response


@page
def varies(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello", headers={"Vary": "Accept-Encoding, Accept-Language"})


@page
def reads_session(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.user}")


@page
def writes_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("hello")


@page
def leaves_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "hello")
    return HttpResponse("hello")


@page
def has_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


@page
def has_nonce(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<script nonce='{request.csp_nonce}'></script>")


@page
def streams(request: HttpRequest) -> HttpResponse:
    return StreamingHttpResponse(iter(["hello"]))


PERSONAL = [sets_cookie, varies, reads_session, leaves_message, has_token, has_nonce, streams]

api = NinjaAPI(urls_namespace="test-api")


class Out(Schema):
    """What the operation promises."""

    slug: str
    price: str


def _by_slug(request, slug):
    return slug


@api.get("/products/{slug}", response=Out)
@decorate_view(pages.cached_api(_by_slug, lambda request, slug: [f"product:{slug}"]))
def product(request, slug: str):
    """An operation whose answer is checked against its schema before it is kept."""
    made.append(slug)
    return {"slug": slug, "price": "12.50", "secret": "not in the schema"}


@pages.cached_api(lambda request: "stock", lambda request: ["tag"])
def stock(request: HttpRequest) -> HttpResponse:
    """A plain view with JSON."""
    made.append("stock")
    return JsonResponse({"stock": 3})


urlpatterns = [
    path("api/", api.urls),
    path("stock", stock),
    *(path(view.__name__, view) for view in (plain, data, cookie_reader, gone, unshared, writes_session, *PERSONAL)),
]
