"""Change a password, or get a new one by mail."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import tasks
from accounts.views.ask_address import ask_address
from notifications.kinds import Kind
from notifications.services.dispatch import dispatch
from security.throttle import throttle

#: passwords tried by somebody who sits at another's open session
CHECK_RATE = "10/hour"


@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for the address. The answer is the same whether it has an account or not."""
    return ask_address(
        request, "reset", template="accounts/reset.html", mail=tasks.send_reset_link, done="accounts:reset-sent"
    )


@never_cache
@require_GET
def reset_sent(request: HttpRequest) -> HttpResponse:
    """What to do now. It does not know for which address."""
    return render(request, "accounts/reset_sent.html")


@require_GET
@never_cache
def reset_done(request: HttpRequest) -> HttpResponse:
    """The new password is set."""
    return render(request, "accounts/reset_done.html")


class ResetConfirm(PasswordResetConfirmView):
    """Django's: the token moves from the address into the session before the form is shown, and works once."""

    template_name = "accounts/reset_confirm.html"
    success_url = reverse_lazy("accounts:reset-done")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            tell_of_new_password(self.user)
        return response


@method_decorator(never_cache, name="dispatch")
class Change(LoginRequiredMixin, PasswordChangeView):
    """Sessions elsewhere end; this one goes on under a new key."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:home")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        throttle("password-check", str(request.user.pk), CHECK_RATE)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            tell_of_new_password(self.request.user)
        ended = "You are signed out everywhere else, and your access tokens have ended."
        messages.success(self.request, f"Your password is changed. {ended}")
        return response


def tell_of_new_password(user: Any) -> None:
    """A warning to the owner, who may not be the one who did it; with the change, or not at all."""
    dispatch(user, Kind.PASSWORD_CHANGED, key=str(uuid4()))
