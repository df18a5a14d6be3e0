from django.urls import path

from catalogue import product_views, views

app_name = "catalogue"

urlpatterns = [
    path("", views.product_list, name="list"),
    path("products/<slug:slug>/", product_views.product_detail, name="product"),
]
