"""System checks of the defences."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

CSRF_MIDDLEWARE = "security.csrf.OwnOriginCsrfMiddleware"


@register(Tags.security)
def csrf_is_checked(app_configs: Any, **kwargs: Any) -> list[Error]:
    """In place of Django's security.W003 and W016, which know the name of Django's own class only."""
    found = []
    if CSRF_MIDDLEWARE not in settings.MIDDLEWARE:
        found.append(
            Error(
                f"MIDDLEWARE has no {CSRF_MIDDLEWARE}: any site could post in a visitor's name.",
                hint="Put it back behind the session middleware (config/settings/apps.py).",
                id="rushhour.E001",
            )
        )
    if settings.SITE_ORIGIN.startswith("https://") and not settings.CSRF_COOKIE_SECURE:
        found.append(
            Error(
                "CSRF_COOKIE_SECURE is off on an HTTPS site: the token crosses the wire in clear.",
                hint="Set it in config/settings/security.py.",
                id="rushhour.E002",
            )
        )
    return found
