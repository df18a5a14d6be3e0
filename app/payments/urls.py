from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("webhook/", views.webhook, name="webhook"),
    path("<slug:reference>/confirm/", views.confirm, name="confirm"),
    path("<slug:reference>/return/", views.returned, name="returned"),
]
