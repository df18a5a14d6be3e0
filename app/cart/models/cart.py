"""The cart of an account."""

from django.conf import settings
from django.db import models


class Cart(models.Model):
    """One an account, for ever: its row is the lock under which the cart changes and becomes an order."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cart")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"cart of account {self.user_id}"
