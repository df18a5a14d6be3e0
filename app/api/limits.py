"""How much a caller may ask for: requests by token, account or address, and bytes of a body."""

from django.http import HttpRequest

from api.problems import ApiProblem, Problem
from security.client import client_address
from security.throttle import Throttled, throttle

#: requests of one token or account, whatever they ask for
CALLER_RATE = "600/minute"
#: requests of one address that no cache answered
ADDRESS_RATE = "300/minute"
#: tokens that do not exist, by address; nobody guesses 256 bits, but each try costs a query
FAILURE_RATE = "30/minute"
#: bytes; the largest body the API takes is a review
BODY_BYTES = 65_536


def count(request: HttpRequest, key: str) -> None:
    """One more request of this caller. Raises ApiProblem (429) when it is one too many."""
    _count("api", key, CALLER_RATE)


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
