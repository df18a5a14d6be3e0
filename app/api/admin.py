from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from api.models import AccessToken


@admin.register(AccessToken)
class AccessTokenAdmin(admin.ModelAdmin):
    """Staff see who has which token and revoke it; nobody makes one for somebody else."""

    list_display = ("name", "user", "key", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("scope",)
    list_select_related = ("user",)
    search_fields = ("key", "name", "user__email")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are shown, not edited; the permission still decides who may revoke."""
        return obj is None and super().has_change_permission(request, obj)

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[AccessToken]) -> None:
        """Usable or not, from now on they open nothing."""
        number = chosen.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{number} tokens revoked.")
