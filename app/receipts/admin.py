from django.contrib import admin

from receipts.models import TaskReceipt


@admin.register(TaskReceipt)
class TaskReceiptAdmin(admin.ModelAdmin):
    """Receipts are evidence: to be read, not edited. Without its receipt an effect would happen again at a replay."""

    list_display = ("task", "effect_key", "created_at")
    list_filter = ("task",)
    search_fields = ("effect_key",)
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
