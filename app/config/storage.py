"""Media storage: django-storages' S3 backend, told to speak to stores that know the classic S3 protocol only."""

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage


class ObjectStore(S3Storage):
    """Objects are served by the edge under MEDIA_URL, never by a signed address of the store."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        # Newer botocore adds CRC trailers to every upload, which S3Proxy and other stores answer with 400.
        self.client_config = (self.client_config or Config()).merge(
            Config(
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=2,
                read_timeout=20,
                retries={"max_attempts": 3, "mode": "standard"},
            )
        )

    def url(self, name: str, parameters: object = None, expire: object = None, http_method: object = None) -> str:
        """Address of the object through the edge."""
        return f"{settings.MEDIA_URL}{name}"
