"""Sign in and out."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.forms import SignInForm
from security.redirects import next_path


class SignIn(LoginView):
    """Guarded by security.login; the session gets a new key. Then on to `next`, if it is a path of this site."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        return next_path(self.request, reverse("accounts:home"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": next_path(self.request, "")}


@method_decorator(never_cache, name="dispatch")
class SignOut(LogoutView):
    """By POST only: a link on a foreign page signs nobody out."""

    http_method_names = ["post", "options"]

    def get_success_url(self) -> str:
        return reverse("catalogue:list")
