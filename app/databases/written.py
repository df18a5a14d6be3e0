"""Read-your-writes across requests (D3): a signed cookie with the position that the visitor's last write reached.

Until the replica has replayed it, the visitor's requests read the primary. It lives twice as long as the replica may
lag, so that whoever's cookie has ended reads a replica that has his write, or the primary because of its lag.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caching.pages import has_session
from databases import position

SALT = "databases.written"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def needs(request: HttpRequest) -> int:
    """Position the replica must have replayed for this visitor; 0 for a cookie that is absent, too old or not ours.

    A forged cookie therefore does what none does: no error page, and no way to push reads to the primary.
    """
    text = request.get_signed_cookie(
        settings.WRITTEN_COOKIE_NAME, default="", salt=SALT, max_age=settings.WRITTEN_COOKIE_SECONDS
    )
    return int(text, 16) if text else 0


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Give the visitor the position that has just been reached.

    The answer becomes private with it. A page for everyone stays as it is: who reads without a session has no writes
    of his own to look for.
    """
    if request.method in SAFE_METHODS and not has_session(request):
        return
    response.set_signed_cookie(
        settings.WRITTEN_COOKIE_NAME,
        f"{position.reached():x}",
        salt=SALT,
        max_age=settings.WRITTEN_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if "no-store" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "private, no-cache"
    if "X-Accel-Expires" in response:
        del response["X-Accel-Expires"]
