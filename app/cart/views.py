"""The cart page and what it posts. None of it is ever cached: it is one visitor's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cart import count, selectors
from cart.forms import AddForm, QuantityForm
from cart.limits import MAX_QUANTITY
from cart.services.add_product import add_product
from cart.services.adjust_cart import adjust_cart
from cart.services.errors import CartRefused
from cart.services.set_quantity import set_quantity
from cart.stores import store_of
from catalogue.models import Product, ProductStatus
from security.client import visitor
from security.throttle import throttle

#: a visitor's first addition makes a session: many in a row are a machine's
ADDITIONS = "120/minute"


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The visitor's cart at today's prices, with what has changed."""
    summary = selectors.summary(store_of(request))
    if request.user.is_authenticated:
        count.remember(request.user.pk, summary.pieces)
    return render(request, "cart/show.html", {"cart": summary, "max_quantity": MAX_QUANTITY})


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product in; 404 where there is no such active product."""
    throttle("cart", visitor(request), ADDITIONS)
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Please choose between 1 and {MAX_QUANTITY} pieces.")
        return redirect("cart:show")
    product = get_object_or_404(Product, slug=form.cleaned_data["product"], status=ProductStatus.ACTIVE)
    wanted = form.cleaned_data["quantity"]
    try:
        pieces = add_product(store_of(request), product=product, quantity=wanted)
    except CartRefused as refused:
        messages.error(request, str(refused))
    else:
        note = f" A cart holds at most {MAX_QUANTITY} of a product." if pieces == MAX_QUANTITY else ""
        messages.success(request, f"{product.name} is in your cart.{note}")
    return redirect("cart:show")


@never_cache
@require_POST
def change(request: HttpRequest, product_id: int) -> HttpResponse:
    """Set a line's pieces; none remove it. A line that is not there any more is no error."""
    form = QuantityForm(request.POST)
    if form.is_valid():
        set_quantity(store_of(request), product_id=product_id, quantity=form.cleaned_data["quantity"])
    else:
        messages.error(request, " ".join(form.errors["quantity"]))
    return redirect("cart:show")


@never_cache
@require_POST
def adjust(request: HttpRequest) -> HttpResponse:
    """Take out what is not to be had, and agree to today's prices."""
    adjust_cart(store_of(request))
    return redirect("cart:show")
