"""What the header of every page knows of the cart."""

from django.http import HttpRequest

from cart import count
from cart.stores.guest import GuestStore


def pieces_in_cart(request: HttpRequest) -> int | None:
    """Pieces in the cart of a visitor with a session; None where the number is not known. Never a query."""
    if request.user.is_authenticated:
        return count.recall(request.user.pk)
    return sum(entry.quantity for entry in GuestStore(request.session).entries().values())
