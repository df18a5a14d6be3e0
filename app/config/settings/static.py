"""Static files (hashed and pre-compressed, W3) and the object store for media."""

from pathlib import Path
from typing import Any

from config.settings.apps import APP_DIR
from config.settings.env import Env

#: where the image build collects static files; the web process and the edge read it
STATIC_ROOT = Path("/srv/static")
STATICFILES_DIRS = [APP_DIR / "static"]

#: a hashed name never changes its content; one year is what RFC 9111 caches treat as "for ever"
IMMUTABLE_SECONDS = 31_536_000

#: media of development and tests
LOCAL_MEDIA = "/tmp/rushhour-media"  # noqa: S108  (nothing secret, one developer)

HASHED_STATIC = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def media_storage(env: Env) -> dict[str, Any]:
    """The S3-compatible store, or a folder under /tmp where development and tests name no endpoint."""
    if not env.object_store_endpoint:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": LOCAL_MEDIA, "base_url": env.media_url, "allow_overwrite": True},
        }
    return {"BACKEND": "config.storage.ObjectStore", "OPTIONS": _object_store_options(env)}


def _object_store_options(env: Env) -> dict[str, Any]:
    return {
        "endpoint_url": env.object_store_endpoint,
        "region_name": env.object_store_region,
        "bucket_name": env.object_store_media_bucket,
        "access_key": env.object_store_access_key.get_secret_value(),
        "secret_key": env.object_store_secret_key.get_secret_value(),
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": True,
        "querystring_auth": False,
        "object_parameters": {"CacheControl": f"public, max-age={IMMUTABLE_SECONDS}, immutable"},
    }
