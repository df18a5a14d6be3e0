"""Requests made from the API's own document, right ones and wrong ones, by everybody there is (O5).

Each is sent through the ASGI application. No answer may be a 5xx, and each must be what the document promises: status,
media type, headers and schema; right data is accepted, wrong data refused, and what needs a caller says so.
"""

import pytest

from api.tests.fuzzing import EDGE, bounded, busy_ann, document, fewer, session, token, unlimited
from api.tests.test_openapi import OPERATIONS
from api.tests.test_problems import problem

__all__ = ["busy_ann", "session", "token", "unlimited"]


@pytest.fixture
def statuses():
    """What the operation answered; it has to have succeeded at least once, or nothing much was tried."""
    seen = set()
    yield seen
    assert [status for status in seen if status < 300], f"only {sorted(seen)}"


@document.parametrize()
@bounded
def test_what_a_token_sends_is_answered_as_documented(case, token, statuses):
    """With everything a person may do."""
    answer = case.call_and_validate(headers={**EDGE, "Authorization": f"Bearer {token}"})
    statuses.add(answer.status_code)


@document.parametrize()
@fewer
def test_what_a_browser_sends_is_answered_as_documented(case, session, statuses):
    """With the session of somebody signed in, and the token against forged requests."""
    answer = case.call_and_validate(headers={**EDGE, **session})
    statuses.add(answer.status_code)


def open_to_anybody(context):
    """Whether the document says so."""
    return {} in context.operation.definition.raw["security"]


@document.include(open_to_anybody).parametrize()
@bounded
def test_what_anybody_sends_is_answered_as_documented(case, shop):
    """Without any credentials."""
    case.call_and_validate(headers=EDGE)


def test_what_belongs_to_a_person_asks_who_it_is(transactional_db, site):
    """Every operation that is not open is a 401 for nobody, whatever else is wrong with the request."""
    for path, method, operation in OPERATIONS:
        if {} not in operation["security"]:
            body = "{}" if "requestBody" in operation else ""
            path = path.format(slug="oak-bench", number="7K3M-9XQ2-4TBD")
            problem(site.generic(method.upper(), path, body, "application/json"), 401, "unauthenticated")
