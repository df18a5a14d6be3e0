"""Payments are evidence: read, never edited."""

from django.contrib import admin

from payments.models import Payment


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    list_display = ("key", "order", "status", "amount", "refund_due", "created_at", "checked_at")
    list_filter = ("status", "refund_due")
    list_select_related = ("order",)
    search_fields = ("order__number", "key", "reference")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "order", "key", "token", "amount", "status", "reference", "reason", "refund_due", "created_at", "checked_at"
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
