"""The preferences, and the link that stops mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from notifications import selectors
from notifications.forms import PreferencesForm
from notifications.gateways import gateways
from notifications.kinds import Channel
from notifications.services.save_preferences import save_preferences
from notifications.services.unsubscribe import unsubscribe as stop_mails
from notifications.unsubscribing import LinkDoesNotWork, read_unsubscribe
from security.throttle import throttle

#: changes of one account: a new number sends a mail
CHANGES = "30/hour"


@never_cache
@login_required
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What the visitor wants to be told of, and how."""
    form = PreferencesForm(request.POST or None, instance=selectors.preferences_of(request.user))
    if request.method == "POST":
        throttle("notification-preferences", str(request.user.pk), CHANGES)
        if form.is_valid():
            save_preferences(form.apply())
            messages.success(request, "Your choice is kept.")
            return redirect("notifications:preferences")
    identity = selectors.push_identity(request.user) if Channel.PUSH in gateways() else ""
    return render(request, "notifications/preferences.html", {"form": form, "push_identity": identity})


@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of a group, for whoever has the link, signed in or not (RFC 8058).

    Only a POST does: programs that look into mails follow every link. Exempt from the check of the origin because mail
    services post without one; the signature is the proof.
    """
    try:
        wish = read_unsubscribe(token)
    except LinkDoesNotWork:
        raise Http404("This link was not made by the shop.") from None
    if request.method == "POST":
        stop_mails(wish)
    context = {"group": wish.group.label, "done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
