"""Where django-axes asks: its backend, signals and middleware call this handler, for every way to sign in.

axes' own database handler keeps the typed names, addresses, browsers and form fields in clear, makes a row for every
browser name an attacker invents, counts after the password was checked, and has one lock time for all. Its extension
point AXES_HANDLER takes ours (security.services.guard_login).
"""

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse

from security.client import client_address
from security.middleware import answer_too_many_requests
from security.services import guard_login

Credentials = dict[str, Any]


class LoginGuard(AxesBaseHandler, AbstractAxesHandler):
    """axes' handler: may this attempt be checked, did it fail, did it succeed."""

    def is_allowed(self, request: HttpRequest, credentials: Credentials | None = None) -> bool:
        """Count the attempt. False while the account is locked for this address, and when that tries too often."""
        seconds = guard_login.count_attempt(account=_account(credentials), address=client_address(request))
        request.login_wait_seconds = seconds  # type: ignore[attr-defined]  # for `locked_out` below
        return not seconds

    def user_login_failed(
        self, sender: str, credentials: Credentials, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Note a wrong password. A refused attempt was not looked at, and is not noted."""
        if request is not None and not getattr(request, "axes_locked_out", False):
            guard_login.note_failure(account=_account(credentials))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Forget the attempts of this address."""
        guard_login.forget(account=_normal(user.get_username()), address=client_address(request))

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Nothing to do."""

    def get_failures(self, request: HttpRequest, credentials: Credentials | None = None) -> int:
        """Not used: `is_allowed` decides."""
        raise NotImplementedError


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Credentials | None) -> HttpResponse:
    """The 429 in place of the login page. It is the same whether the account exists or not."""
    return answer_too_many_requests(request, request.login_wait_seconds)  # type: ignore[attr-defined]  # see is_allowed


def _account(credentials: Credentials | None) -> str:
    # ModelBackend takes the name from either.
    given = credentials or {}
    return _normal(given.get("username") or given.get(get_user_model().USERNAME_FIELD))


def _normal(name: Any) -> str:
    # The spelling must not give more attempts.
    normal: str = get_user_model().objects.normalize_email(str(name or ""))
    return normal
