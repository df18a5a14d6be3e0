from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from imports import selectors
from imports.forms import UploadForm
from imports.models import ProductImport
from imports.services.accept_file import accept_file
from imports.services.cancel import cancel

#: seconds between two looks of a page without JavaScript
REFRESH_SECONDS = 5


@admin.register(ProductImport)
class ProductImportAdmin(admin.ModelAdmin):
    """Hand in a file, watch it, read what is wrong with it. What was imported is not edited here."""

    list_display = ("file_name", "state", "rows", "policy", "requested_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("requested_by",)
    ordering = ("-pk",)
    show_full_result_count = False
    form = UploadForm

    def get_urls(self) -> list[URLPattern]:
        """With the pages of one import in front."""
        pages = (("progress/", self.progress), ("progress.json", self.progress_json), ("errors.csv", self.errors))
        own = [
            path(f"<int:pk>/{name}", self.admin_site.admin_view(allowed(view)), name=f"imports_{view.__name__}")
            for name, view, allowed in (
                *((*page, require_safe) for page in pages),
                ("cancel/", self.cancel, require_POST),
            )
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: ProductImport | None = None) -> bool:
        """An import is evidence."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: ProductImport | None = None) -> bool:
        """Whoever may import may look."""
        return super().has_view_permission(request, obj) or super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: ProductImport | None = None) -> bool:
        """The same."""
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """One import is its progress."""
        self._may(request, self.has_view_permission(request))
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(_address("progress", found))

    def save_model(self, request: HttpRequest, obj: ProductImport, form: UploadForm, change: bool) -> None:
        """Keep the file and start."""
        accepted = accept_file(
            data=form.cleaned_data["file"], file_name=form.file_name, policy=form.cleaned_data["policy"],
            by=request.user,
        )  # fmt: skip
        obj.__dict__.update(accepted.__dict__)

    def response_add(self, request: HttpRequest, obj: ProductImport, *args: Any, **kwargs: Any) -> HttpResponse:
        """On to watching it."""
        return HttpResponseRedirect(_address("progress", obj))

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page a person watches; it comes again by itself while there is something to see."""
        shown = self._shown(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import of {shown.file_name}",
            "opts": self.opts,
            "progress": selectors.progress(shown),
            "errors": selectors.first_errors(shown),
            "may_cancel": shown.is_open and self.has_add_permission(request),
            "refresh_seconds": REFRESH_SECONDS,
        }
        answer = TemplateResponse(request, "admin/imports/productimport/progress.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def progress_json(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for machines, and for the page's script."""
        return JsonResponse(selectors.progress(self._shown(request, pk)), headers={"Cache-Control": "no-store"})

    def errors(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Every row that is refused, as CSV."""
        shown = self._shown(request, pk)
        return StreamingHttpResponse(
            selectors.error_lines(shown),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="import-{shown.pk}-errors.csv"'},
        )

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin no further chunk."""
        self._may(request, self.has_add_permission(request))
        shown = get_object_or_404(ProductImport, pk=pk)
        if cancel(shown.pk):
            self.message_user(request, "Cancelled.", messages.SUCCESS)
        else:
            self.message_user(request, "It was over already.", messages.WARNING)
        return HttpResponseRedirect(_address("progress", shown))

    def _shown(self, request: HttpRequest, pk: int) -> ProductImport:
        self._may(request, self.has_view_permission(request))
        return get_object_or_404(ProductImport, pk=pk)

    @staticmethod
    def _may(request: HttpRequest, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied


def _address(page: str, shown: ProductImport) -> str:
    return reverse(f"admin:imports_{page}", args=[shown.pk])
