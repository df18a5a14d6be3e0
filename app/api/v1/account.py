"""Who a caller is."""

from typing import Any

from django.http import HttpRequest
from pydantic import AwareDatetime

from api.routing import ShopRouter
from api.shapes import Sent

router = ShopRouter()


class Account(Sent):
    """The account a token or session belongs to."""

    email: str
    name: str
    joined_at: AwareDatetime


@router.get("/me", response=Account, operation_id="getAccount", summary="My account")
def get_account(request: HttpRequest) -> Any:
    """The account of whoever calls."""
    user = request.auth.user  # type: ignore[attr-defined]  # ninja sets it
    return {"email": user.email, "name": user.name, "joined_at": user.date_joined}
