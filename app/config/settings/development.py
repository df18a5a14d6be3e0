"""Development on one machine: error pages, readable logs, no hashed static files."""

from config.settings.base import *  # noqa: F403 - a profile is everything of its base, changed
from config.settings.base import ENV, STORAGES
from config.settings.logs import configure_logs
from config.settings.static import PLAIN_STATIC

DEBUG = True
STORAGES = {**STORAGES, "staticfiles": PLAIN_STATIC}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING = configure_logs(ENV.log_level, human=True)
