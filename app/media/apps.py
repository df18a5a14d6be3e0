from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"

    def ready(self) -> None:
        """A product's page shows these rows, so it is forgotten when they change."""
        import media.signals  # noqa: F401  (importing connects them)
