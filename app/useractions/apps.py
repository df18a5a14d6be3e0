from django.apps import AppConfig


class UserActionsConfig(AppConfig):
    name = "useractions"
