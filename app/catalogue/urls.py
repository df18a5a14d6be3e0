from django.urls import path

from catalogue import media_views, product_views, views

app_name = "catalogue"

urlpatterns = [
    path("media/<path:name>", media_views.picture, name="picture"),
    path("", views.product_list, name="list"),
    path("products/<slug:slug>/", product_views.product_detail, name="product"),
]
