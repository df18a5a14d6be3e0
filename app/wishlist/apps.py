from django.apps import AppConfig


class WishlistConfig(AppConfig):
    name = "wishlist"

    def ready(self) -> None:
        from wishlist import signals  # noqa: F401  (connects them)
