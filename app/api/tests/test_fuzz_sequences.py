"""Sequences of requests along the document's links: put in the cart, order, pay, cancel, look again (S1, O5)."""

from collections import defaultdict

from hypothesis import settings
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ensure_resource_availability

from api.models import Scope
from api.services.issue_token import issue_token
from api.tests.fuzzing import EDGE, bounded, document, unlimited
from cart.services.add_product import add_product
from cart.stores import AccountStore
from testing.factories import ProductFactory, UserFactory

__all__ = ["unlimited"]

#: sequences, and requests in each
SEQUENCES, STEPS = 24, 7
brief = settings(bounded, max_examples=SEQUENCES, stateful_step_count=STEPS)


def test_no_sequence_of_requests_breaks_the_shop(transactional_db):
    """Each answer is as documented whatever went before; and the sequences do order, pay and cancel."""
    bench = ProductFactory(slug="oak-bench", name="Oak bench", price="25.00", stock=1_000_000)
    reached = defaultdict(set)

    class Shopper(document.as_state_machine()):
        def setup(self):
            """Somebody new with a bench in the cart: a sequence that is tried again has to go the same way."""
            user = UserFactory(password=None)
            add_product(AccountStore(user.pk), product=bench, quantity=1)
            self.token = issue_token(user=user, name="fuzz", scope=Scope.WRITE, days=1)[1]

        def get_call_kwargs(self, case):
            return {"headers": {**EDGE, "Authorization": f"Bearer {self.token}"}}

        def validate_response(self, response, case, additional_checks=None, **kwargs):
            """All checks but one: it takes a line that an order has taken out of the cart for one that got lost."""
            case.validate_response(response, excluded_checks=[ensure_resource_availability], recorder=self.recorder)

        def after_call(self, response, case):
            super().after_call(response, case)
            if self.recorder.find_parent(case_id=case.id):
                reached[case.operation.definition.raw["operationId"]].add(response.status_code)

    run_state_machine_as_test(Shopper, settings=brief)

    for name, meant in {"getOrder": {200}, "cancelOrder": {200}, "payOrder": {200, 409}}.items():
        assert reached[name] & meant, dict(reached)
