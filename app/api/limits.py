"""How much a caller may ask for: requests by token, account or address, and bytes of a body."""

from django.http import HttpRequest, HttpResponse

from api.problems import ApiProblem, Problem
from security.client import client_address
from security.throttle import Throttled, standing, throttle

#: requests of one token or account, whatever they ask for
CALLER_RATE = "600/minute"
#: requests of one address that no cache answered
ADDRESS_RATE = "300/minute"
#: tokens that do not exist, by address; nobody guesses 256 bits, but each try costs a query
FAILURE_RATE = "30/minute"
#: bytes; the largest body the API takes is a review
BODY_BYTES = 65_536


def count(request: HttpRequest, key: str) -> None:
    """One more request of this caller; its answer tells what is left. Raises ApiProblem (429) for one too many."""
    request.rate_limit_key = key  # type: ignore[attr-defined]  # for tell, below
    _count("api", key, CALLER_RATE)


def tell(request: HttpRequest, response: HttpResponse) -> None:
    """Add what is left of the caller's limit (draft-ietf-httpapi-ratelimit-headers-10).

    Only to answers for one caller: what caches may keep says nothing of anybody.
    """
    key = getattr(request, "rate_limit_key", None)
    if key is None or "public" in response.get("Cache-Control", ""):
        return
    now = standing("api", key, CALLER_RATE)
    if now is not None:
        response["RateLimit-Policy"] = f'"caller";q={now.allowed};w={now.window_seconds}'
        response["RateLimit"] = f'"caller";r={now.left};t={now.renewed_in_seconds}'


def count_address(request: HttpRequest) -> None:
    """One more request of this address. Raises ApiProblem (429) when it is one too many."""
    _count("api-address", client_address(request), ADDRESS_RATE)


def count_failure(request: HttpRequest) -> None:
    """One more token that does not exist from this address. Raises ApiProblem (429) when it is one too many."""
    _count("api-token", client_address(request), FAILURE_RATE)


def _count(scope: str, key: str, rate: str) -> None:
    try:
        throttle(scope, key, rate)
    except Throttled as refused:
        raise too_many(refused, rate) from None


def too_many(refused: Throttled, rate: str) -> ApiProblem:
    """The 429 of a limit that is used up."""
    return ApiProblem(
        Problem.TOO_MANY_REQUESTS,
        f"More than {rate.replace('/', ' a ')}. Free again in {refused.retry_after_seconds} s.",
        headers={"Retry-After": str(refused.retry_after_seconds)},
    )
