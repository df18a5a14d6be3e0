from django.contrib import admin

from monitoring.models import Finding


@admin.register(Finding)
class FindingAdmin(admin.ModelAdmin):
    list_display = ("since", "level", "what", "closed_at")
    list_filter = ("level", "kind")
    search_fields = ("key",)
    show_full_result_count = False
