"""Whatever refuses a request below /api/, it says so as a problem: Django's own answers are pages for people."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.problems import BY_STATUS, MEDIA_TYPE, Problem, body

PREFIX = "/api/"


def problem_responses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Replace the body of an error answer that is no problem document yet; its other headers stay.

    It stands outside every middleware that may refuse a request, so it sees a forged Host header, an unknown path and
    an exception alike.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(PREFIX) and response.status_code >= 400:
            _tell(request, response)
        return response

    return middleware


def _tell(request: HttpRequest, response: HttpResponse) -> None:
    if response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return
    if settings.DEBUG and response.status_code == 500:
        # Django's page with the trace is worth more to a developer.
        return
    kind = BY_STATUS.get(response.status_code) or (
        Problem.INTERNAL if response.status_code >= 500 else Problem.UNREADABLE
    )
    members = {} if kind.value.status == response.status_code else {"status": response.status_code}
    response.content = body(request, kind, **members)
    response["Content-Type"] = MEDIA_TYPE
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
