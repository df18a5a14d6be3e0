"""What a visitor has in the cart comes along when they sign in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from cart import count
from cart.services.merge_guest_cart import merge_guest_cart
from cart.stores import AccountStore


@receiver(user_logged_in)
def bring_the_cart(request: HttpRequest, user: Any, **_: Any) -> None:
    """Merge, and let the header know what the account has."""
    merge_guest_cart(session=request.session, user_id=user.pk)
    entries = AccountStore(user.pk).entries()
    count.remember(user.pk, sum(entry.quantity for entry in entries.values()))
