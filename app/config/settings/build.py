"""Only for `collectstatic` while the image is built: no environment, no secrets, no services."""

from django.core.management.utils import get_random_secret_key

from config.settings import static
from config.settings.apps import *  # noqa: F403 - a profile is everything of its base, changed

SECRET_KEY = get_random_secret_key()
STATIC_URL = "/static/"
STATIC_ROOT = static.STATIC_ROOT
STATICFILES_DIRS = static.STATICFILES_DIRS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": static.HASHED_STATIC,
}
