"""Who is looking at a page, for the header of every page."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from caching.pages import has_session
from cart.header import pieces_in_cart


@dataclass(frozen=True)
class Visitor:
    """What the header shows of a visitor.

    Without a session nothing is read: neither the session nor the user, which would add `Vary: Cookie` to a page that
    caches keep for everyone.
    """

    request: HttpRequest

    @cached_property
    def has_session(self) -> bool:
        """Whether this page is a visitor's own."""
        return has_session(self.request)

    @cached_property
    def signed_in(self) -> bool:
        """Whether the visitor has signed in."""
        return self.has_session and self.request.user.is_authenticated

    @cached_property
    def cart_count(self) -> int | None:
        """Pieces in the cart, without a query; None where that is not known."""
        return pieces_in_cart(self.request) if self.has_session else None


def visitor(request: HttpRequest) -> dict[str, Visitor]:
    """Context processor: `visitor` in every template."""
    return {"visitor": Visitor(request)}
