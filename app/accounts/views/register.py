"""Register in two steps: an address, and behind the link that was mailed to it a name and a password."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import tasks
from accounts.forms import NewAccountForm
from accounts.links import LinkDoesNotWork, read_registration
from accounts.models import User
from accounts.services.create_account import create_account
from accounts.views.ask_address import RATE, ask_address
from security.client import client_address
from security.throttle import throttle

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask for an address. The answer is the same whether it has an account or not; the mail says it."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    return ask_address(
        request,
        "register",
        template="accounts/register.html",
        mail=tasks.send_registration_link,
        done="accounts:register-sent",
    )


@never_cache
@require_GET
def register_sent(request: HttpRequest) -> HttpResponse:
    """What to do now. It does not know for which address."""
    return render(request, "accounts/register_sent.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the link; sending it makes the account and signs in. Opening the link alone changes nothing."""
    try:
        confirmation = read_registration(token)
        form = NewAccountForm(User(email=confirmation.address), request.POST or None)
        if request.method == "POST" and form.is_valid():
            throttle("register", client_address(request), RATE)
            password = form.cleaned_data["new_password1"]
            user = create_account(confirmation, name=form.cleaned_data["name"], password=password)
            login(request, user, backend=BACKEND)
            return redirect("accounts:home")
    except LinkDoesNotWork:
        return render(request, "accounts/link_does_not_work.html", status=410)
    return render(request, "accounts/confirm.html", {"form": form, "address": confirmation.address})
