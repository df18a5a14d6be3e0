"""Checkout: address, payment and summary on one page, and what came of it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cart import selectors as cart_selectors
from cart.stores import AccountStore
from orders import selectors
from orders.access import own_order
from orders.forms import CheckoutForm
from orders.services.errors import NotObtainable, OrderRefused, TotalChanged
from orders.services.place_order import place_order
from payments.services.pay import pay
from payments.views import go_on
from security.client import visitor
from security.throttle import throttle

#: a person at a checkout needs a handful
CHECKOUTS = "20/hour"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """The form, or the order it makes. A form sent twice leads to the same order."""
    if request.method != "POST":
        return _page(request, None)
    throttle("checkout", visitor(request), CHECKOUTS)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        placed = place_order(
            user_id=request.user.pk,
            address=form.address,
            idempotency_key=form.cleaned_data["idempotency_key"],
            expected_total=form.cleaned_data["expected_total"],
        )
    except TotalChanged as changed:
        messages.warning(request, str(changed))
        return _page(request, form)
    except NotObtainable:
        # The cart's page says what, and offers to put it right.
        return redirect("cart:show")
    except OrderRefused as refused:
        messages.error(request, str(refused))
        return redirect("cart:show")
    if not placed.is_new:
        return redirect("orders:placed", number=placed.order.number)
    return go_on(pay(order_id=placed.order.pk, token=form.cleaned_data["method"]))


def _page(request: HttpRequest, posted: CheckoutForm | None) -> HttpResponse:
    """The page with the cart as it is now; 422 where the form has to be looked at again."""
    cart = cart_selectors.summary(AccountStore(request.user.pk))
    if not cart.can_be_ordered:
        return redirect("cart:show")
    seen = {"expected_total": f"{cart.total:.2f}"}
    if posted is None:
        form = CheckoutForm(initial=seen | selectors.usual_address(request.user))
    else:
        # What was typed stays; what is agreed to is what this page shows, and a key that is none is replaced.
        if "idempotency_key" in posted.errors:
            seen["idempotency_key"] = str(uuid.uuid4())
        form = CheckoutForm({**posted.data.dict(), **seen})
    return render(request, "orders/checkout.html", {"form": form, "cart": cart}, status=422 if posted else 200)


@never_cache
@login_required
@require_safe
def placed(request: HttpRequest, number: str) -> HttpResponse:
    """What came of the checkout: paid, under way, or not paid."""
    order = own_order(request, number)
    return render(request, "orders/placed.html", {"order": order, "items": selectors.items_of(order)})
