"""Installed applications, middleware and templates: the parts of the settings that need no environment."""

from pathlib import Path

APP_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "axes",
    "csp",
    "databases",
    "caching",
    "monitoring",
    "health",
    "schemachanges",
    "alerts",
    "celery_monitor",
    "dashboard",
    "receipts",
    "outbox",
    "security",
    "accounts",
    "api",
    "catalogue",
    "media",
    "reviews",
    "recommendations",
    "search",
    "wishlist",
    "storefront",
    "cart",
    "orders",
    "payments",
    "inventory",
    "imports",
    "notifications",
    "reports",
    "analytics",
    "useractions",
    "maintenance",
    "drills",
]

# All of it is synchronous and runs in one trip to a thread: see config/asgi_handler.py.
MIDDLEWARE = [
    "monitoring.middleware.request_context",
    "monitoring.middleware.probes",
    "monitoring.performance.measure",
    "api.middleware.problem_responses",
    "monitoring.middleware.client_address",
    "caching.middleware.keep_personal_private",
    "django.middleware.security.SecurityMiddleware",
    "security.middleware.isolation",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "security.csrf.OwnOriginCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "security.middleware.too_many_requests",
    "axes.middleware.AxesMiddleware",
    "databases.middleware.request_routing",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [APP_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront.visitor.visitor",
            ],
        },
    },
]

# Forms render through the same templates as pages: templates/django/forms/field.html is the shop's field.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# An implementation of payments.gateways.contract.Gateway.
PAYMENT_GATEWAY = "payments.gateways.sandbox.SandboxGateway"

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
