from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from reports.access import may_see
from reports.forms import RequestForm
from reports.models import Recipient, Report
from reports.services.deliver import MEDIA_TYPES
from reports.services.request_report import request_report

#: what may be fetched of a report: the row's column with the object's name
FILES = {"csv": "object_name", "png": "plot_name"}


class RecipientInline(admin.TabularInline):
    """Who gets it by mail, and when it was sent."""

    model = Recipient
    fields = readonly_fields = ("user", "mailed_at")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the people: one query for all of them."""
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see(request.user)


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """Ask for a report, see whether it is ready, fetch it. Nobody edits one."""

    list_display = ("created_at", "kind", "period", "state", "rows")
    list_filter = ("kind", "state")
    ordering = ("-pk",)
    show_full_result_count = False
    readonly_fields = (
        "kind",
        "period",
        "state",
        "problem",
        "rows",
        "summary",
        "plot",
        "table",
        "created_at",
        "finished_at",
    )

    def get_urls(self) -> list[URLPattern]:
        """With the files of one report in front."""
        view = self.admin_site.admin_view(require_safe(self.file))
        return [path("<int:pk>/report.<slug:suffix>", view, name="reports_file"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Report | None = None, **kwargs: Any) -> Any:
        """The request, where there is no report yet."""
        return RequestForm if obj is None else super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Report | None = None) -> Any:
        """The same."""
        return RequestForm.Meta.fields if obj is None else self.readonly_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> Any:
        """All of them, once it is asked for."""
        return () if obj is None else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Report | None) -> list[Any]:
        """Recipients of what there is."""
        return [] if obj is None else [RecipientInline]

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """A report says what was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """And who has got it by mail has it."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """Those it is mailed to, too."""
        return may_see(request.user)

    def save_model(self, request: HttpRequest, obj: Report, form: RequestForm, change: bool) -> None:
        """Have it made, for the one who asks."""
        kind, start, end = form.wanted
        report, created = request_report(kind, start=start, end=end, to=[request.user])
        obj.__dict__.update(report.__dict__)
        if not created:
            self.message_user(request, "This report is there already; it is sent to you too.", messages.INFO)

    def response_add(self, request: HttpRequest, obj: Report, *args: Any, **kwargs: Any) -> HttpResponse:
        """On to the report."""
        return self.response_post_save_add(request, obj) if not may_see(request.user) else _to(obj)

    def file(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        """One of its files, out of the object store, for those who may see reports: the store has no public address."""
        if not may_see(request.user):
            raise PermissionDenied
        report = get_object_or_404(Report, pk=pk)
        name = getattr(report, FILES[suffix]) if suffix in FILES else ""
        try:
            content = default_storage.open(name) if name else None
        except FileNotFoundError:
            content = None
        if content is None:
            raise Http404("There is no such file.")
        return FileResponse(
            content,
            as_attachment=suffix == "csv",
            filename=name.rpartition("/")[2],
            content_type=MEDIA_TYPES[suffix],
            headers={"Cache-Control": "private, no-store"},
        )

    @admin.display(description="table")
    def table(self, report: Report) -> SafeString | str:
        """Where to fetch it."""
        return format_html('<a href="{}">Fetch as CSV</a>', _file(report, "csv")) if report.object_name else "–"

    @admin.display(description="plot")
    def plot(self, report: Report) -> SafeString | str:
        """With its figures in words for those who do not see it."""
        if not report.plot_name:
            return "–"
        return format_html('<img src="{}" alt="{}" width="660" height="440">', _file(report, "png"), report.summary)


def _file(report: Report, suffix: str) -> str:
    return reverse("admin:reports_file", args=[report.pk, suffix])


def _to(report: Report) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": reverse("admin:reports_report_change", args=[report.pk])})
