"""The project: settings, the ASGI entry, the Celery app and the URL table."""
