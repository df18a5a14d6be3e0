"""The URL table. /livez and /readyz are answered before it (monitoring)."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Rushhour"
admin.site.site_title = "Rushhour"
admin.site.index_title = "Administration"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("ops/", include("dashboard.urls")),
    path("account/tokens/", include("api.token_urls")),
    path("account/notifications/", include("notifications.urls")),
    path("account/", include("accounts.urls")),
    path("api/", include("api.urls")),
    path("", include("catalogue.urls")),
    path("", include("search.urls")),
    path("cart/", include("cart.urls")),
    path("", include("orders.urls")),
    path("payments/", include("payments.urls")),
    path("", include("storefront.urls")),
    path("", include("reviews.urls")),
    path("wishlist/", include("wishlist.urls")),
]
