"""Whose order it is."""

from django.http import Http404, HttpRequest

from orders import selectors
from orders.models import Order


def own_order(request: HttpRequest, number: str) -> Order:
    """The signed-in visitor's order; 404 for another's, as for one that does not exist."""
    try:
        return selectors.order_of(user_id=request.user.pk, number=number)
    except Order.DoesNotExist:
        raise Http404("There is no such order.") from None
