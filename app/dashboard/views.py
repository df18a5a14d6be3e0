"""The pages, and the same as JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from dashboard.access import staff_only
from dashboard.pages import PAGES, Page
from dashboard.selectors import look
from dashboard.spans import DEFAULT, SPANS, Span


def _page(name: str) -> Page:
    if name not in PAGES:
        raise Http404(f"There is no page {name} of the dashboard.")
    return PAGES[name]


def _span(request: HttpRequest) -> Span:
    """What `?range=` names; the last ten minutes for anything that is not in the list."""
    return SPANS.get(request.GET.get("range", ""), DEFAULT)


@require_safe
@staff_only
def show(request: HttpRequest, name: str = "overview") -> HttpResponse:
    """A page; `?format=json`: its data."""
    page, span = _page(name), _span(request)
    if request.GET.get("format") == "json":
        return data(request, name)
    context = {
        "page": page,
        "pages": PAGES.values(),
        "span": span,
        "spans": SPANS.values(),
        # It comes from a template, which has escaped what is in it; the cache keeps it as plain text.
        "live": mark_safe(look(page, span)["html"]),  # noqa: S308
    }
    return render(request, "dashboard/page.html", context)


@require_safe
@staff_only
def data(request: HttpRequest, name: str) -> HttpResponse:
    """The data of a page, as docs/monitoring.md says."""
    return JsonResponse(look(_page(name), _span(request))["report"])
