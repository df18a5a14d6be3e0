"""Answers that come from a defence instead of a view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from security.throttle import Throttled

type Handler = Callable[[HttpRequest], HttpResponse]


#: what the shop's pages never ask a browser for, and neither does anything that got into one
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)


def isolation(get_response: Handler) -> Handler:
    """Other sites may not embed what the app answers (CORP), and its pages may use no device (Permissions Policy).

    SecurityMiddleware does the rest: HSTS, nosniff, referrer policy, opener policy.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def too_many_requests(get_response: Handler) -> Handler:
    """Turn a view's Throttled into a page with 429 and Retry-After (RFC 6585)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_too_many_requests(request, error.retry_after_seconds) if isinstance(error, Throttled) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def answer_too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says when to come back."""
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
