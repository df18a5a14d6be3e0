from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "security"

    def ready(self) -> None:
        """Register the checks."""
        from security import checks  # noqa: F401  (its decorators register)
