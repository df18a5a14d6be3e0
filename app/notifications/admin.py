from django.contrib import admin

from notifications.models import Delivery, Notification, WorkItem


class Evidence(admin.ModelAdmin):
    """What was sent is to be read, not edited."""

    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class DeliveryInline(admin.TabularInline):
    model = Delivery
    fields = ("channel", "state", "attempts", "gateway_id", "error", "sent_at")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Notification)
class NotificationAdmin(Evidence):
    list_display = ("created_at", "kind", "user", "held_until")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    inlines = (DeliveryInline,)


@admin.register(Delivery)
class DeliveryAdmin(Evidence):
    list_display = ("created_at", "template", "channel", "state", "attempts", "recipient", "error")
    list_filter = ("state", "channel", "template")
    search_fields = ("recipient",)


@admin.register(WorkItem)
class WorkItemAdmin(admin.ModelAdmin):
    list_display = ("raised_at", "level", "subject", "closed_at")
    list_filter = ("level",)
    show_full_result_count = False
