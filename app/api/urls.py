"""/api/v1/…; what is not there is a 404 here, not one of Django's pages, and never a redirect to a slash."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from api.problems import ApiProblem, Problem, respond
from api.v1 import api
from api.views import docs, openapi


def nothing(request: HttpRequest) -> HttpResponse:
    """The answer below /api/ where no operation is."""
    return respond(request, ApiProblem(Problem.NOT_FOUND, "There is no such operation."))


nothing.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to forge

urlpatterns = [
    path("v1/openapi.json", openapi, name="api-openapi"),
    path("v1/docs", docs, name="api-docs"),
    path("v1/", api.urls),
    re_path(r"", nothing),
]
