"""Receipts in the administration (Q5)."""

import pytest

from receipts.models import TaskReceipt
from testing.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_nobody_deletes_a_receipt_by_hand(site):
    """The effect it belongs to would happen again when its message comes twice or is replayed."""
    receipt = TaskReceipt.objects.create(task="t", effect_key="k")
    site.force_login(UserFactory(is_staff=True, is_superuser=True))
    chosen = {"action": "delete_selected", "_selected_action": [str(receipt.pk)], "post": "yes"}
    site.post("/admin/receipts/taskreceipt/", chosen)
    answer = site.post(f"/admin/receipts/taskreceipt/{receipt.pk}/delete/", {"post": "yes"})
    assert (answer.status_code, TaskReceipt.objects.count()) == (403, 1)
