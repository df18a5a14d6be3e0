"""Pages that say how the shop works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.pages import cached_page
from storefront.help import TOPICS


@cached_page(lambda request, topic: f"help:{topic}", lambda request, topic: [])
def help_page(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic. It asks no database; a release brings new words (its name is part of the key)."""
    if topic not in TOPICS:
        raise Http404("There is no help on this.")
    context = {"topic": topic, "heading": TOPICS[topic]}
    return render(request, f"storefront/help/{topic}.html", context)
