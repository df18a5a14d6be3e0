from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from catalogue.models import Product
from useractions.models import ProductDay


class NamedChangeList(ChangeList):
    """Rows of the analytics database with the products' names out of the shop's, in one query a page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        keys = {row.product_id for row in self.result_list}
        names = dict(Product.objects.filter(pk__in=keys).values_list("pk", "name"))
        for row in self.result_list:
            row.product_name = names.get(row.product_id, f"product {row.product_id}, which is gone")


@admin.register(ProductDay)
class ProductDayAdmin(admin.ModelAdmin):
    """What sells and what is wished for, by day. To be read, not edited."""

    list_display = ("day", "product", "purchases", "reviews", "wishes")
    list_filter = ("day",)
    ordering = ("-day", "-purchases", "-wishes", "-product_id")
    show_full_result_count = False

    @admin.display(description="Product")
    def product(self, row):
        return row.product_name

    def get_changelist(self, request, **kwargs):
        return NamedChangeList

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
