from django.apps import AppConfig


class CeleryMonitorConfig(AppConfig):
    name = "celery_monitor"
