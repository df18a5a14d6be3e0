from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.pictures import default_address
from media.models import PictureUpload


class PictureUploadInline(admin.TabularInline):
    """What became of the files that were uploaded for a product, newest first; those below it can be taken away."""

    model = PictureUpload
    fields = readonly_fields = ("file_name", "place", "state", "problem", "shown", "created_at")
    ordering = ("-pk",)
    extra = 0
    verbose_name_plural = "uploaded pictures"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Files are chosen in the product's own form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are made by the workers alone."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the product may see what became of its pictures."""
        return request.user.has_perm("catalogue.view_product") or request.user.has_perm("catalogue.change_product")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the product may take pictures away."""
        return request.user.has_perm("catalogue.change_product")

    @admin.display(description="place")
    def place(self, upload: PictureUpload) -> str:
        """Where the product shows it."""
        return "main picture" if upload.is_main else "below it"

    @admin.display(description="picture")
    def shown(self, upload: PictureUpload) -> SafeString | str:
        """As the shop shows it; what is not made yet has the last step that is done."""
        if not upload.picture:
            return upload.step or "–"
        return format_html('<img src="{}" alt="" width="80" height="80">', default_address(upload.picture))
