from django.contrib import admin

from notifications.models import Alert, Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ("sent_at", "template", "recipient", "subject")
    list_filter = ("template",)
    search_fields = ("recipient",)
    show_full_result_count = False


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):
    list_display = ("raised_at", "level", "subject", "closed_at")
    list_filter = ("level",)
    show_full_result_count = False
