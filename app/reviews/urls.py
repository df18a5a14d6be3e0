from django.urls import path

from reviews import views

app_name = "reviews"

# A person has one review a product: "mine" needs no number that somebody could change.
urlpatterns = [
    path("products/<slug:slug>/reviews/", views.review_list, name="list"),
    path("products/<slug:slug>/reviews/mine/", views.my_review, name="mine"),
    path("products/<slug:slug>/reviews/mine/delete/", views.delete_my_review, name="delete"),
]
