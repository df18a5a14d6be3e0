"""The step that registering and a new password begin with: somebody types an address, and the mail says the rest."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import MailAddressForm
from accounts.mailing import may_mail
from outbox.services.enqueue import enqueue
from security.client import client_address
from security.throttle import throttle

#: wishes to register, and for a new password, by address of the visitor
RATE = "20/hour"


def ask_address(request: HttpRequest, wish: str, *, template: str, mail: Any, done: str) -> HttpResponse:
    """The form, or the way to the page `done`, which is the same whether the address has an account or not.

    Args:
        wish: what the visitor's limit is counted under.
        mail: the task that answers the address by mail.

    Raises Throttled for a visitor who has asked too often.
    """
    form = MailAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        throttle(wish, client_address(request), RATE)
        if may_mail(form.cleaned_data["email"]):
            enqueue(mail, [form.cleaned_data["email"]])
        return redirect(done)
    return render(request, template, {"form": form})
