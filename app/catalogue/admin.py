from django.contrib import admin

from catalogue.models import Category, Product


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position")
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("name", "category", "price", "status", "stock", "view_count")
    list_filter = ("status", "category")
    list_select_related = ("category",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ("view_count", "rating_count", "rating_total", "picture", "created_at", "updated_at")
    # Counting a large table for every page of the admin costs more than the page.
    show_full_result_count = False
