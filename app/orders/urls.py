from django.urls import path, register_converter

from orders import checkout_views, views
from orders.numbers import NumberConverter

app_name = "orders"

register_converter(NumberConverter, "ordernumber")

urlpatterns = [
    path("checkout/", checkout_views.checkout, name="checkout"),
    path("checkout/<ordernumber:number>/", checkout_views.placed, name="placed"),
    path("orders/", views.history, name="history"),
    path("orders/<ordernumber:number>/", views.detail, name="detail"),
    path("orders/<ordernumber:number>/pay/", views.pay_again, name="pay"),
    path("orders/<ordernumber:number>/cancel/", views.cancel, name="cancel"),
    path("orders/<ordernumber:number>/again/", views.order_again, name="again"),
]
