"""Orders are evidence: staff read them, and move them along by the same services as everyone."""

from django.contrib import admin, messages
from django.http import HttpRequest

from orders.models import Order, OrderEvent, OrderItem
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition
from orders.states import Actor, OrderStatus
from payments.services.request_refund import request_refund


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ItemInline(ReadOnlyInline):
    model = OrderItem
    fields = ("product", "name", "unit_price", "quantity")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")


class EventInline(ReadOnlyInline):
    model = OrderEvent
    fields = ("at", "actor", "by", "from_status", "to_status", "note", "stock")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("number", "user", "status", "total", "placed_at")
    list_filter = ("status",)
    list_select_related = ("user",)
    search_fields = ("number", "user__email")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("number", "user", "status", "total", "placed_at", "expires_at", "stock_returned_at", "ships_to")
    readonly_fields = fields
    inlines = [ItemInline, EventInline]
    actions = ["ship", "deliver", "cancel", "refund"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="ships to")
    def ships_to(self, order: Order) -> str:
        return ", ".join(order.address.lines)

    @admin.action(description="Mark as shipped", permissions=["change"])
    def ship(self, request, queryset):
        self._each(request, queryset, OrderStatus.SHIPPED)

    @admin.action(description="Mark as delivered", permissions=["change"])
    def deliver(self, request, queryset):
        self._each(request, queryset, OrderStatus.DELIVERED)

    @admin.action(description="Cancel (orders that are not paid)", permissions=["change"])
    def cancel(self, request, queryset):
        self._each(request, queryset, OrderStatus.CANCELLED)

    @admin.action(description="Refund (all of the money)", permissions=["change"])
    def refund(self, request, queryset):
        self._each(request, queryset, OrderStatus.REFUND_PENDING)

    def _each(self, request: HttpRequest, queryset, to: OrderStatus) -> None:
        """Each in a transaction of its own; those that cannot are named and left."""
        moved = 0
        for order_id in queryset.values_list("pk", flat=True):
            move = {"order_id": order_id, "actor": Actor.STAFF, "by_id": request.user.pk}
            try:
                if to is OrderStatus.REFUND_PENDING:
                    request_refund(**move)
                else:
                    change_status(to=to, **move)
                moved += 1
            except IllegalTransition as reason:
                self.message_user(request, str(reason), messages.WARNING)
        if moved:
            self.message_user(request, f"{moved} moved to “{to.label}”.", messages.SUCCESS)
