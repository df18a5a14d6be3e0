from django.urls import path

from dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("", views.show, name="overview"),
    path("api/<slug:name>.json", views.data, name="data"),
    path("<slug:name>/", views.show, name="page"),
]
