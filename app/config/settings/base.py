"""What every running profile shares, assembled from the typed environment."""

from config.settings import static
from config.settings.apps import *  # noqa: F403  (Django reads settings from this module's names)
from config.settings.caches import caches, lifetimes
from config.settings.celery import celery
from config.settings.databases import databases, read_your_writes
from config.settings.email import email, notification_gateways
from config.settings.env import load_env
from config.settings.logs import configure_logs
from config.settings.monitoring import *  # noqa: F403  (Django reads settings from this module's names)
from config.settings.monitoring import alert_channels, thresholds
from config.settings.security import security

ENV = load_env()

DEBUG = False
RELEASE = ENV.release
SITE_ORIGIN = ENV.site_origin
SITE_HOST = ENV.site_host
TRUSTED_PROXY_HOPS = ENV.trusted_proxy_hops
EDGE_PURGE_URL = ENV.edge_purge_url
# Far above what a page takes to make: whatever the edge was fetching when it was purged has arrived by then.
EDGE_PURGE_AGAIN_SECONDS = 2.0

globals().update(security(ENV))

DATABASES = databases(ENV)
DATABASE_ROUTERS = ["databases.router.Router"]
globals().update(read_your_writes(ENV))

CACHES = caches(ENV)
CACHE_TTL = lifetimes(ENV)
CACHE_PROCESS_ENTRIES = ENV.cache_process_entries
CACHE_PROCESS_BYTES = ENV.cache_process_bytes
# A personal answer where a shared one belongs is never cached. Tests and development fail on it; production counts it.
CACHE_REFUSALS_RAISE = False

# cached_db: a lost Redis logs nobody out (C3).
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = CACHE_TTL["session"]
SESSION_SAVE_EVERY_REQUEST = False

CELERY = celery(ENV)

STATIC_URL = ENV.static_url
STATIC_ROOT = static.STATIC_ROOT
STATICFILES_DIRS = static.STATICFILES_DIRS
WHITENOISE_MAX_AGE = static.IMMUTABLE_SECONDS
MEDIA_URL = ENV.media_url
STORAGES = {"default": static.media_storage(ENV), "staticfiles": static.HASHED_STATIC}

globals().update(email(ENV))
NOTIFICATION_GATEWAYS = notification_gateways(ENV)
OPERATORS = {"email": ENV.operators_email, "phone": ENV.operators_phone}

LOGGING = configure_logs(ENV.log_level)

# Where a pod shows its metrics; 0: nowhere (M1).
METRICS_PORT = ENV.metrics_port
# The Prometheus that the dashboard asks (M6); empty: there is none.
PROMETHEUS_URL = ENV.prometheus_url
# What the monitors and the dashboard hold figures against (M2, M3, M4, M6).
MONITOR_THRESHOLDS = thresholds(ENV)
# A request that takes longer is logged and counted; so is one that sends more statements alike (an N+1).
SLOW_REQUEST_SECONDS = 1.0
SIMILAR_STATEMENTS_MOST = 10
ALERT_CHANNELS = alert_channels(ENV)
ALERT_RUNBOOK_URL = ENV.alert_runbook_url
TRACING_ENDPOINT = ENV.tracing_endpoint
TRACING_SAMPLE_PERCENT = ENV.tracing_sample_percent
