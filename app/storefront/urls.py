from django.urls import path

from storefront import views

app_name = "storefront"

urlpatterns = [path("help/<slug:topic>/", views.help_page, name="help")]
