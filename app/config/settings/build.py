"""Only for `collectstatic` while the image is built: no environment, no secrets, no services."""

from django.core.management.utils import get_random_secret_key

from config.settings import static
from config.settings.apps import *  # noqa: F403 - a profile is everything of its base, changed
from config.settings.apps import INSTALLED_APPS as EVERY_APP

# The stock configuration of the admin imports every app's admin module, and with it code that needs the environment.
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig" if app == "django.contrib.admin" else app for app in EVERY_APP
]

SECRET_KEY = get_random_secret_key()
STATIC_URL = "/static/"
STATIC_ROOT = static.STATIC_ROOT
STATICFILES_DIRS = static.STATICFILES_DIRS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": static.HASHED_STATIC,
}
# Modules that make tasks make Celery's app; nothing is sent while an image is built.
CELERY: dict[str, object] = {}
TRACING_ENDPOINT = ""
