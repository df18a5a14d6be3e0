from django import forms
from django.contrib import admin
from django.http import HttpRequest

from catalogue.models import Category, Product
from catalogue.services.upload_picture import upload_picture
from security.uploads import PictureField


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position")
    prepopulated_fields = {"slug": ["name"]}


class ProductForm(forms.ModelForm):
    """The product's columns, and a picture to take the place of the one it has."""

    new_picture = PictureField(required=False, help_text="JPEG, PNG or WebP; the middle square is shown.")


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    form = ProductForm
    list_display = ("name", "category", "price", "status", "stock", "view_count")
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ("view_count", "rating_count", "rating_total", "picture", "created_at", "updated_at")
    # Counting a large table for every page of the admin costs more than the page.
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Product, form: forms.ModelForm, change: bool) -> None:
        """Save the row, and then its picture: the picture's name has the row's key.

        Of a row that exists only what was edited is written: its rating, its views and its stock move meanwhile.
        """
        if change:
            edited = {field.name for field in obj._meta.concrete_fields} & {*form.changed_data}
            obj.save(update_fields=[*sorted(edited), "updated_at"])
        else:
            super().save_model(request, obj, form, change)
        if picture := form.cleaned_data.get("new_picture"):
            upload_picture(obj, picture)
