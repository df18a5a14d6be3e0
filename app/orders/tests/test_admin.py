"""Staff see and move orders; what is evidence stays as it is (S1, O5)."""

import pytest
from django.contrib.auth.models import Permission

from orders.models import Order
from orders.tests.buying import placed_order
from payments.models import Payment
from payments.models.sandbox_charge import SandboxToken as Token
from payments.services.advance import advance
from payments.services.pay import pay
from testing.factories import CategoryFactory, ProductFactory, UserFactory
from testing.queries import captured_queries

pytestmark = pytest.mark.django_db

LISTS = ["/admin/orders/order/", "/admin/payments/payment/", "/admin/cart/cart/"]


@pytest.fixture
def staff():
    """Somebody who may do everything."""
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def desk(site, staff):
    """Their browser."""
    site.force_login(staff)
    return site


def paid_order(**product):
    """An order of three, paid."""
    order = placed_order(ProductFactory(**product), quantity=3)
    pay(order_id=order.pk, token=Token.SUCCEEDS)
    return order


def act(desk, action, *orders):
    """Tick the orders and run the action."""
    answer = desk.post(
        "/admin/orders/order/", {"action": action, "_selected_action": [order.pk for order in orders]}, follow=True
    )
    return answer.content.decode()


@pytest.mark.parametrize("path", LISTS)
def test_lists_cost_the_same_whatever_their_length(desk, path):
    """No query a row."""
    shelf, costs = CategoryFactory(), []
    for number in (1, 4):
        for _ in range(number):
            paid_order(category=shelf)
        with captured_queries() as queries:
            assert desk.get(path).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


def test_an_order_with_many_lines_costs_what_one_with_few_does(desk):
    """No query an item or an event, and the address is readable for who packs the parcel."""
    costs = []
    for number in (1, 1, 5):  # the first also fills Django's own caches
        order = placed_order(*(ProductFactory() for _ in range(number)))
        with captured_queries() as queries:
            page = desk.get(f"/admin/orders/order/{order.pk}/change/")
        assert "Oudegracht 1" in page.content.decode()
        costs.append(len(queries))
    assert costs[1] == costs[2], costs


def test_an_order_is_moved_along_by_the_services(desk, staff):
    """Shipped, delivered, and the events say by whom; what cannot be is named and left."""
    order, unpaid = paid_order(), placed_order(ProductFactory())
    page = act(desk, "ship", order, unpaid)
    assert f"{unpaid.number} is pending_payment: it cannot become shipped" in page
    act(desk, "deliver", order)
    assert [(event.to_status, event.actor, event.by) for event in order.events.all()][2:] == [
        ("shipped", "staff", staff),
        ("delivered", "staff", staff),
    ]
    act(desk, "cancel", unpaid)
    assert [Order.objects.get(pk=each.pk).status for each in (order, unpaid)] == ["delivered", "cancelled"]


def test_a_refund_is_asked_for_and_carried_out_by_a_worker(desk):
    """The page does not wait for the provider."""
    order = paid_order()
    act(desk, "refund", order)
    assert Order.objects.get().status == "refund_pending"
    advance(Payment.objects.get().pk)
    assert Order.objects.get().status == "refunded"


def test_evidence_is_neither_added_nor_edited_nor_deleted(desk):
    """By nobody, whatever rights they have."""
    order = paid_order()
    payment = Payment.objects.get()
    for path in ("orders/order/add/", f"orders/order/{order.pk}/delete/", "payments/payment/add/",
                 f"payments/payment/{payment.pk}/delete/"):  # fmt: skip
        assert desk.get(f"/admin/{path}").status_code == 403
    desk.post(f"/admin/orders/order/{order.pk}/change/", {"status": "refunded", "total": "0"})
    assert desk.post(f"/admin/payments/payment/{payment.pk}/change/", {"amount": "0"}).status_code == 403
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, str(order.total), payment.amount) == ("paid", "30.00", order.total)


def test_who_may_only_look_cannot_act(site):
    """The actions need the right to change orders."""
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_order"))
    site.force_login(clerk)
    order = paid_order()
    assert site.get("/admin/orders/order/").status_code == 200
    act(site, "ship", order)
    order.refresh_from_db()
    assert order.status == "paid"
