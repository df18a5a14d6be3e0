"""A URL table with one limited view, for test_throttle."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from security.client import client_address
from security.throttle import throttle


def limited(request: HttpRequest) -> HttpResponse:
    """One request an hour and address."""
    throttle("limited view", client_address(request), "1/hour")
    return HttpResponse("done")


urlpatterns = [path("limited/", limited), path("", include("config.urls"))]
