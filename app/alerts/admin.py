from django.contrib import admin

from alerts.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ("created_at", "channel", "state", "urgent", "attempts", "error")
    list_filter = ("channel", "state", "urgent")
    show_full_result_count = False
