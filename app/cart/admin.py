from django.contrib import admin

from cart.models import Cart, CartItem


class CartItemInline(admin.TabularInline):
    model = CartItem
    extra = 0
    can_delete = False
    fields = ("product", "quantity", "price_seen", "added_at")
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


@admin.register(Cart)
class CartAdmin(admin.ModelAdmin):
    """To help a shopper who calls: carts are read here, not edited."""

    list_display = ("user", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    readonly_fields = ("user", "created_at")
    inlines = [CartItemInline]
    show_full_result_count = False

    def has_add_permission(self, request):
        return False
