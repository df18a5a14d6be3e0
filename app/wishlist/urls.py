from django.urls import path

from wishlist import views

app_name = "wishlist"

# The list is always the visitor's own: no address names one.
urlpatterns = [
    path("", views.show, name="show"),
    path("add/", views.add, name="add"),
    path("remove/", views.remove, name="remove"),
    path("move/", views.move, name="move"),
]
