"""Who may see reports."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

PERMISSION = "reports.view_report"


def may_see(user: Any) -> bool:
    """Active staff with the right to it."""
    return bool(user.is_active and user.is_staff and user.has_perm(PERMISSION))


def readers() -> QuerySet:
    """Everybody of whom `may_see` is true."""
    return ModelBackend().with_perm(PERMISSION).filter(is_staff=True).order_by("pk")
