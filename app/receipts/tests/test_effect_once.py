"""A receipt and its effect are one thing (Q5)."""

import threading

import pytest
from django.db import connection

from catalogue.models import Category
from receipts.models import TaskReceipt
from receipts.services import effect_once

pytestmark = pytest.mark.django_db


def add_category():
    """An effect that can be counted, and would fail if it ran twice."""
    return {"category": Category.objects.create(name="Kitchen", slug="kitchen").pk}


def test_a_repetition_returns_the_first_outcome_and_does_nothing():
    """Same task, same key: one effect."""
    first = effect_once(task="t", effect_key="k", effect=add_category)
    assert effect_once(task="t", effect_key="k", effect=add_category) == first
    assert Category.objects.count() == 1


def test_another_key_or_task_is_another_effect():
    """The key is unique within its task."""
    ran = []
    for task, key in (("t", "1"), ("t", "2"), ("u", "1")):
        effect_once(task=task, effect_key=key, effect=lambda: ran.append(1) or {})
    assert len(ran) == 3


def test_an_effect_that_fails_leaves_no_receipt():
    """So the next delivery does it."""
    with pytest.raises(ZeroDivisionError):
        effect_once(task="t", effect_key="k", effect=lambda: {"never": 1 / 0})
    assert TaskReceipt.objects.count() == 0
    effect_once(task="t", effect_key="k", effect=add_category)
    assert Category.objects.count() == 1


def test_two_deliveries_at_the_same_time_are_one_effect():
    """The second waits for the first one's commit and then finds its receipt."""
    inside, go_on = threading.Event(), threading.Event()
    outcomes = []

    def slow_effect():
        inside.set()
        go_on.wait(5)
        return add_category()

    def deliver(effect):
        try:
            outcomes.append(effect_once(task="t", effect_key="k", effect=effect))
        finally:
            connection.close()

    first = threading.Thread(target=deliver, args=(slow_effect,))
    first.start()
    assert inside.wait(5)
    second = threading.Thread(target=deliver, args=(add_category,))
    second.start()
    go_on.set()
    first.join(10)
    second.join(10)
    assert len(outcomes) == 2
    assert outcomes[0] == outcomes[1]
    assert Category.objects.count() == 1


def test_analytics_receipts_commit_with_analytics_rows():
    """The receipt lies in the database of the effect."""
    effect_once(task="t", effect_key="k", effect=dict, using="analytics")
    assert TaskReceipt.objects.using("analytics").count() == 1
    assert TaskReceipt.objects.count() == 0
