from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from catalogue.models import Category, Product
from media.admin import PictureUploadInline
from media.selectors import MOST_FURTHER, room_for_further
from media.services.accept_pictures import accept_pictures
from security.uploads import PicturesField


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position")
    prepopulated_fields = {"slug": ["name"]}


class ProductForm(forms.ModelForm):
    """The product's columns, and pictures for it, which workers make of what is uploaded."""

    new_pictures = PicturesField(
        required=False,
        help_text="JPEG, PNG, WebP or AVIF, at most 8 MiB each and 9 MiB together; the middle square is shown. Several "
        "may be chosen. What became of them stands below.",
    )
    keep_picture = forms.BooleanField(
        required=False,
        label="Keep the picture",
        help_text="Show all of them below the product's picture. Otherwise the first one takes its place.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse more pictures than a product's page shows."""
        data = super().clean() or {}
        further = len(data.get("new_pictures") or []) - (not data.get("keep_picture"))
        if further > (room := room_for_further(self.instance.pk)):
            self.add_error(
                "new_pictures",
                f"{further} pictures would go below the product's own, and there is room for {room} of {MOST_FURTHER}. "
                "Choose fewer, or take some away first.",
            )
        return data


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    form = ProductForm
    list_display = ("name", "category", "price", "status", "stock", "view_count")
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PictureUploadInline]
    readonly_fields = ("view_count", "rating_count", "rating_total", "picture", "created_at", "updated_at")
    # Counting a large table for every page of the admin costs more than the page.
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Product, form: forms.ModelForm, change: bool) -> None:
        """Save the row, and then have its pictures made.

        Of a row that exists only what was edited is written: its rating, its views and its stock move meanwhile.
        """
        if change:
            edited = {field.name for field in obj._meta.concrete_fields} & {*form.changed_data}
            obj.save(update_fields=[*sorted(edited), "updated_at"])
        else:
            super().save_model(request, obj, form, change)
        if uploads := form.cleaned_data.get("new_pictures"):
            with_main = not form.cleaned_data["keep_picture"]
            accept_pictures(obj, uploads, with_main=with_main, by=request.user)
            self.message_user(request, f"Pictures being made: {len(uploads)}. This page says what becomes of them.")
