from django.urls import path

from api import token_views

app_name = "tokens"

urlpatterns = [
    path("", token_views.listing, name="list"),
    path("new/", token_views.new, name="new"),
    path("<int:pk>/revoke/", token_views.revoke, name="revoke"),
]
