"""Development on one machine (W5): error pages, readable logs, plain static files, debug toolbar and silk.

Both tools are imported here and in config/development_urls.py only; no other profile, and no image that runs, has them.
"""

from config.settings.base import *  # noqa: F403 - a profile is everything of its base, changed
from config.settings.base import ENV, INSTALLED_APPS, MIDDLEWARE, STORAGES
from config.settings.logs import configure_logs
from config.settings.static import LOCAL_MEDIA, PLAIN_STATIC

DEBUG = True
CACHE_REFUSALS_RAISE = True
ROOT_URLCONF = "config.development_urls"
STORAGES = {**STORAGES, "staticfiles": PLAIN_STATIC}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = LOCAL_MEDIA
LOGGING = configure_logs(ENV.log_level, human=True)

INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar", "silk"]
# The toolbar is shown to this machine only.
INTERNAL_IPS = ["127.0.0.1", "::1"]
DEBUG_TOOLBAR_CONFIG = {"SHOW_COLLAPSED": True}
#: requests that silk keeps in the database
SILKY_MAX_RECORDED_REQUESTS = 1_000
#: bytes of a body above which silk keeps none of it
SILKY_MAX_REQUEST_BODY_SIZE = SILKY_MAX_RESPONSE_BODY_SIZE = 262_144
#: what silk must not store in clear (RFC 6265 cookies are hidden by its default)
SILKY_SENSITIVE_KEYS = {"username", "email", "password", "password1", "password2", "token", "secret", "key", "card"}


def _with_tools(middleware: list[str]) -> list[str]:
    """The chain of every profile, with silk around it and the toolbar where it sees a page before its ETag is made."""
    inside = middleware.index("django.middleware.http.ConditionalGetMiddleware") + 1
    outside = middleware.index("monitoring.middleware.probes") + 1
    return [
        *middleware[:outside],
        "config.development_urls.tools_without_policy",
        "silk.middleware.SilkyMiddleware",
        *middleware[outside:inside],
        "debug_toolbar.middleware.DebugToolbarMiddleware",
        *middleware[inside:],
    ]


MIDDLEWARE = _with_tools(MIDDLEWARE)
