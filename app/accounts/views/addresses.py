"""The person's postal addresses. Another person's is a 404."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors
from accounts.forms import PostalAddressForm
from accounts.models import Address
from accounts.services.save_address import save_address


@never_cache
@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All of them, the default first."""
    return render(request, "accounts/addresses.html", {"addresses": selectors.addresses_of(request.user)})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _edit(request, Address(user=request.user))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    return _edit(request, selectors.address_of(request.user, pk))


@never_cache
@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one. Orders keep the address they were sent to."""
    selectors.address_of(request.user, pk).delete()
    messages.success(request, "The address is deleted.")
    return redirect("accounts:addresses")


def _edit(request: HttpRequest, address: Address) -> HttpResponse:
    form = PostalAddressForm(request.POST or None, instance=address)
    if request.method == "POST" and form.is_valid():
        try:
            save_address(form.instance)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "The address is kept.")
            return redirect("accounts:addresses")
    return render(request, "accounts/address.html", {"form": form, "address": address})
