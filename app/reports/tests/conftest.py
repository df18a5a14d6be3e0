"""Somebody who may see reports, and a week of which there is something to report."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from analytics.models import CategoryDay
from orders.models import Order
from orders.tests.buying import placed_order
from payments.models.sandbox_charge import SandboxToken
from payments.services.pay import pay
from testing.factories import CategoryFactory, ProductFactory, UserFactory

#: a Monday
MONDAY = date(2026, 3, 2)
SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture
def clerk():
    """Staff who may ask for reports and see them."""
    person = UserFactory(is_staff=True, name="Ann")
    rights = Permission.objects.filter(codename__in=("view_report", "add_report"))
    person.user_permissions.set(rights)
    return person


def sold(product, day, quantity=1, paid=True):
    """An order of that day, at noon."""
    order = placed_order(product, quantity=quantity)
    if paid:
        pay(order_id=order.pk, token=SandboxToken.SUCCEEDS)
    Order.objects.filter(pk=order.pk).update(placed_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return order


def counted(day, slug, views, pieces=5, value="50.00"):
    """The aggregate of a day."""
    CategoryDay.objects.create(
        day=day, category_slug=slug, products=1, views=views, pieces=pieces, value=Decimal(value)
    )


@pytest.fixture
def week(transactional_db):
    """Two shelves; sales on Monday and Sunday, an unpaid order, one outside on either side; views that count on."""
    mugs = ProductFactory(category=CategoryFactory(slug="mugs"), price="12.50", stock=50)
    tents = ProductFactory(category=CategoryFactory(slug="tents"), price="99.99", stock=50)
    sold(mugs, MONDAY, 2)
    sold(mugs, MONDAY)
    sold(tents, SUNDAY)
    sold(tents, MONDAY, paid=False)
    for outside in (MONDAY - timedelta(days=1), SUNDAY + timedelta(days=1)):
        sold(mugs, outside, 5)
    for number, views in enumerate((100, 130, 130, 190), start=-1):
        counted(MONDAY + timedelta(days=number), "mugs", views)
    return {"mugs": mugs, "tents": tents}
