"""The wishlist and what changes it. None of it is ever cached: it is one visitor's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cart.services.errors import CartRefused
from catalogue.models import Product, ProductStatus
from security.client import visitor
from security.throttle import throttle
from wishlist import selectors
from wishlist.forms import ProductForm
from wishlist.services.add_wish import ListFull, add_wish
from wishlist.services.move_to_cart import move_to_cart
from wishlist.services.remove_wish import remove_wish

#: changes of one account
CHANGES = "60/minute"


@never_cache
@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The visitor's list, last wished first."""
    return render(request, "wishlist/show.html", {"wishes": selectors.wishes_of(request.user)})


@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product on the list; 404 where there is no such active product. Again is no error."""
    slug = _slug(request)
    if not request.user.is_authenticated:
        return redirect_to_login(_page_of(slug))
    throttle("wishlist", visitor(request), CHANGES)
    product = get_object_or_404(Product, slug=slug, status=ProductStatus.ACTIVE)
    try:
        add_wish(user=request.user, product_id=product.pk)
    except ListFull as full:
        messages.error(request, str(full))
    else:
        messages.success(request, f"{product.name} is on your wishlist.")
    return redirect(_page_of(slug))


@never_cache
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a product off the list. One that is not on it is no error."""
    slug = _slug(request)
    if not request.user.is_authenticated:
        return redirect_to_login(_page_of(slug))
    throttle("wishlist", visitor(request), CHANGES)
    if remove_wish(user=request.user, slug=slug):
        messages.success(request, "Taken off your wishlist.")
    return redirect("wishlist:show" if "from-list" in request.POST else _page_of(slug))


@never_cache
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """From the list into the cart; it stays on the list where it cannot be bought."""
    slug = _slug(request)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("wishlist:show"))
    throttle("wishlist", visitor(request), CHANGES)
    product = get_object_or_404(Product, slug=slug)
    try:
        if move_to_cart(user=request.user, product=product):
            messages.success(request, f"{product.name} is in your cart.")
    except CartRefused as refused:
        messages.error(request, str(refused))
    return redirect("wishlist:show")


def _slug(request: HttpRequest) -> str:
    form = ProductForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such product.")
    slug: str = form.cleaned_data["product"]
    return slug


def _page_of(slug: str) -> str:
    return reverse("catalogue:product", kwargs={"slug": slug})
