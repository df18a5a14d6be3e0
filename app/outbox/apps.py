from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        """Register the system check."""
        from outbox import checks  # noqa: F401 - importing it is what registers it
