"""A query in a loop fails the test that meets it (D8)."""

import pytest
from zeal.errors import NPlusOneError

from catalogue.models import Product
from config.celery import app

pytestmark = pytest.mark.django_db


@app.task(name="databases.tests.careless")
def careless_task():
    """Ask for each product's category anew."""
    return [product.category.name for product in Product.objects.all()]


def test_a_query_in_a_loop_of_a_task_fails_its_test_too(shop):
    """Whoever runs the task (D8)."""
    with pytest.raises(NPlusOneError, match=r"Product\.category"):
        careless_task.apply(throw=True)


@pytest.mark.urls("databases.tests.urls")
def test_a_query_in_a_loop_fails_the_test_that_meets_it(shop, site):
    """The guard of all tests: a page that asks for each row's relation anew is an error, not a slow page (D8)."""
    with pytest.raises(NPlusOneError, match=r"Product\.category"):
        site.get("/careless/")
