"""The account pages about tokens: list, make, revoke. Another person's token is a 404."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.passwords import CHECK_RATE
from api.forms import TokenForm
from api.selectors import tokens_of
from api.services.issue_token import issue_token
from api.services.revoke_token import revoke_token
from security.throttle import throttle


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, also those that open nothing any more."""
    return render(request, "api/tokens.html", {"tokens": tokens_of(request.user)})


@never_cache
@login_required
@sensitive_post_parameters()
@sensitive_variables("text")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make one, and show it this once: the answer to the form, kept nowhere."""
    if request.method == "POST":
        throttle("password-check", str(request.user.pk), CHECK_RATE)
    form = TokenForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = issue_token(user=request.user, **form.values())
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return render(request, "api/token_made.html", {"token": token, "text": text})
    return render(request, "api/token_new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """From the next request on it opens nothing."""
    token = revoke_token(user=request.user, pk=pk)
    if token is None:
        raise Http404("There is no such token.")
    messages.success(request, f"The token {token.name} is revoked.")
    return redirect("tokens:list")
