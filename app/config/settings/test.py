"""Tests: the production settings on real Postgres and Redis, with static files straight from the source tree."""

from config.settings.base import *  # noqa: F403 - a profile is everything of its base, changed
from config.settings.base import INSTALLED_APPS, MIDDLEWARE, STORAGES
from config.settings.static import PLAIN_STATIC

STORAGES = {**STORAGES, "staticfiles": PLAIN_STATIC}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
CACHE_REFUSALS_RAISE = True
# A second purge would come during another test; caching.tests.test_edge asks for it.
EDGE_PURGE_AGAIN_SECONDS = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A query in a loop, in whatever request or task a test makes, raises there and fails the test (D8).
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# Twice may be on purpose: a service that locks a row its caller has locked already.
ZEAL_NPLUSONE_THRESHOLD = 3
# Each step of a payment is a transaction of its own, and each locks its order: a checkout that pays has three.
ZEAL_ALLOWLIST = [{"model": "orders.Order", "field": "get()"}]
ZEAL_SHOW_ALL_CALLERS = True
# Tests make and break many pools; one connection at rest is enough.
for _database in DATABASES.values():  # noqa: F405
    _database["OPTIONS"]["pool"]["min_size"] = 0
