"""Requests made from the API's own document, right ones and wrong ones, by everybody there is (O5).

Each is sent through the ASGI application. No answer may be a 5xx, and each must be what the document promises: status,
media type, headers and schema; right data is accepted, wrong data refused, and what needs a caller says so.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from api import limits
from api.models import Scope
from api.services.issue_token import issue_token
from api.v1 import api
from config.asgi import application

#: per operation and caller, in each of the phases; more found nothing more
EXAMPLES = 15
CONFIGURATION = SchemathesisConfig.from_dict(
    {"generation": {"deterministic": True, "database": "none"}, "base-url": "https://shop.example.com"}
)
document = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIGURATION)
document.app = application
EDGE = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "Host": "shop.example.com"}

bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    """The limits have tests of their own; here they would hide everything else."""
    for name in ("CALLER_RATE", "ADDRESS_RATE", "FAILURE_RATE"):
        monkeypatch.setattr(limits, name, "1000000/minute")


@document.parametrize()
@bounded
def test_what_anybody_sends_is_answered_as_documented(case, shop):
    """Without any credentials."""
    case.call_and_validate(headers=EDGE)


@document.parametrize()
@bounded
def test_what_a_token_sends_is_answered_as_documented(case, shop, ann):
    """With everything a person may do."""
    if not hasattr(ann, "text"):
        ann.text = issue_token(user=ann, name="fuzz", scope=Scope.WRITE, days=1)[1]
    case.call_and_validate(headers={**EDGE, "Authorization": f"Bearer {ann.text}"})
