from django.contrib import admin

from reports.models import Report


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ("created_at", "kind", "rows", "object_name")
    list_filter = ("kind",)
    show_full_result_count = False
