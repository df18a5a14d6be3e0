"""What a person sees and changes of their own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import selectors
from accounts.forms import NameForm, PasswordForm
from accounts.services.close_account import StaffStays, close_account
from accounts.views.passwords import CHECK_RATE
from security.throttle import throttle

#: exports a person may ask for; each reads all their rows
EXPORT_RATE = "10/hour"


@never_cache
@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything about the account, and the ways to change it."""
    return render(request, "accounts/home.html")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Change the name."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is changed.")
        return redirect("accounts:home")
    return render(request, "accounts/name.html", {"form": form})


@never_cache
@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything the shop keeps of the person, as a JSON file."""
    throttle("export", str(request.user.pk), EXPORT_RATE)
    response = JsonResponse(selectors.everything_about(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="rushhour-account.json"'
    return response


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Close the account, with the password as the proof that it is meant."""
    if request.method == "POST":
        throttle("password-check", str(request.user.pk), CHECK_RATE)
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(request.user)
        except StaffStays:
            form.add_error(None, "Accounts of the staff are closed by an administrator.")
        else:
            logout(request)
            return render(request, "accounts/closed.html")
    return render(request, "accounts/close.html", {"form": form})
