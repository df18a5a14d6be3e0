"""An account's orders."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import numbers, selectors
from orders.access import own_order
from orders.forms import PayForm
from orders.services.change_status import change_status
from orders.services.errors import IllegalTransition
from orders.services.refill_cart import refill_cart
from orders.states import Actor, OrderStatus
from payments.selectors import payments_of
from payments.services.pay import pay
from payments.services.start_payment import NotPayable
from payments.views import go_on
from security.client import visitor
from security.throttle import throttle

PAYMENTS = "20/hour"


@never_cache
@login_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The account's orders, newest first; `?after=<number>` goes on. 404 for a number that is not one of its own."""
    after = request.GET.get("after", "")
    if after and not re.fullmatch(numbers.PATTERN, after):
        raise Http404("There is no such page.")
    page = selectors.history(user_id=request.user.pk, after=after)
    if after and not page.purchases:
        raise Http404("There is no such page.")
    return render(request, "orders/history.html", {"history": page, "is_first": not after})


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its items, where it goes, and what happened to it."""
    order = own_order(request, number)
    return _detail(request, order, PayForm())


def _detail(request: HttpRequest, order, form: PayForm) -> HttpResponse:
    paying = payments_of(order)
    context = {
        "order": order,
        "address": order.address,
        "items": selectors.items_of(order),
        "events": selectors.events_of(order),
        "payment": paying[-1] if paying else None,
        "can_pay": order.status == OrderStatus.PENDING_PAYMENT and not any(payment.is_open for payment in paying),
        "form": form,
    }
    return render(request, "orders/detail.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_POST
def pay_again(request: HttpRequest, number: str) -> HttpResponse:
    """Pay an order that waits for it; while an attempt is under way there is no second one."""
    order = own_order(request, number)
    throttle("pay", visitor(request), PAYMENTS)
    form = PayForm(request.POST)
    if not form.is_valid():
        return _detail(request, order, form)
    try:
        return go_on(pay(order_id=order.pk, token=form.cleaned_data["method"]))
    except NotPayable as reason:
        messages.error(request, str(reason))
        return redirect(order)


@never_cache
@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order that is not paid. Money that is on its way goes back by itself."""
    order = own_order(request, number)
    try:
        change_status(order_id=order.pk, to=OrderStatus.CANCELLED, actor=Actor.CUSTOMER, by_id=request.user.pk)
    except IllegalTransition:
        messages.error(request, "This order cannot be cancelled any more.")
    else:
        messages.success(request, "Your order is cancelled.")
    return redirect(order)


@never_cache
@login_required
@require_POST
def order_again(request: HttpRequest, number: str) -> HttpResponse:
    """Put what the order had back into the cart."""
    for reason in refill_cart(own_order(request, number)):
        messages.warning(request, reason)
    return redirect("cart:show")
