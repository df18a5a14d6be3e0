from django.urls import path

from catalogue import media_views, product_views, robots_views, views

app_name = "catalogue"

urlpatterns = [
    path("robots.txt", robots_views.robots, name="robots"),
    path("sitemap.xml", robots_views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", robots_views.sitemap_section, name="sitemap-section"),
    path("media/<path:name>", media_views.picture, name="picture"),
    path("", views.product_list, name="list"),
    path("products/<slug:slug>/", product_views.product_detail, name="product"),
]
