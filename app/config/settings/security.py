"""Browser and cookie security (O5), uploads' limits and password hashing."""

from typing import Any

from csp.constants import NONCE, NONE, SELF

from config.settings.env import Env

#: one mebibyte is far above any form of the shop and far below what hurts a worker; the edge has its own limit
REQUEST_BODY_BYTES = 1_048_576


def security(env: Env) -> dict[str, Any]:
    """Settings for a site behind a TLS edge that sets X-Forwarded-Proto."""
    https = env.site_origin.startswith("https://")
    return {
        "SECRET_KEY": env.secret_key.get_secret_value(),
        "FIELD_ENCRYPTION_KEY": env.field_encryption_key.get_secret_value(),
        "ALLOWED_HOSTS": list(env.allowed_hosts),
        "CSRF_TRUSTED_ORIGINS": [env.site_origin],
        # Both look for Django's own middleware by name; security.checks does their work for its subclass.
        "SILENCED_SYSTEM_CHECKS": ["security.W003", "security.W016"],
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxy_hops else None,
        "SECURE_SSL_REDIRECT": https,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        # The __Host- prefix makes browsers refuse the cookie unless it is Secure, host-only and for the whole site.
        "SESSION_COOKIE_NAME": "__Host-sessionid" if https else "sessionid",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-csrftoken" if https else "csrftoken",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": REQUEST_BODY_BYTES,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": REQUEST_BODY_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
        **LOGIN,
        "PASSWORD_HASHERS": [
            "security.hashers.ShopArgon2Hasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}"}
            for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
        ],
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": content_security_policy(https)},
    }


# Who signs in, and how often they may try: see security.login.
LOGIN = {
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ],
    "AXES_HANDLER": "security.login.LoginGuard",
    "AXES_CLIENT_IP_CALLABLE": "security.client.client_address",
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_LOCKOUT_CALLABLE": "security.login.locked_out",
    # The flag that makes axes' middleware answer in place of the view.
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    # Its tables stay empty: the handler has its own.
    "AXES_ENABLE_ADMIN": False,
    "AXES_DISABLE_ACCESS_LOG": True,
    "AXES_VERBOSE": False,
    "LOGIN_URL": "accounts:login",
    "LOGIN_REDIRECT_URL": "accounts:home",
    # seconds; the link in the mail for a new password
    "PASSWORD_RESET_TIMEOUT": 3_600,
}


def content_security_policy(https: bool) -> dict[str, Any]:
    """Only the shop's own files; no inline code but what carries the request's nonce.

    django-csp writes the nonce into the header only where a template asked for it (`request.csp_nonce`). Pages that
    caches keep never do: they have no inline code, and a nonce that is kept is none (caching.personal refuses them).
    """
    return {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "upgrade-insecure-requests": https,
    }
