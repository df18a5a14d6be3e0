from django.urls import path

from notifications import views

app_name = "notifications"

# The preferences are always the visitor's own: no address names an account, but the signed link does.
urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
