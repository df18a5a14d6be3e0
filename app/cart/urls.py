from django.urls import path

from cart import views

app_name = "cart"

urlpatterns = [
    path("", views.show, name="show"),
    path("add/", views.add, name="add"),
    path("lines/<int:product_id>/", views.change, name="change"),
    path("adjust/", views.adjust, name="adjust"),
]
