"""Make an account of a confirmed address."""

from typing import Any

from accounts.links import Confirmation, LinkDoesNotWork
from accounts.models import User
from notifications.kinds import Kind
from notifications.services.dispatch import dispatch
from receipts.services import effect_once


def create_account(confirmation: Confirmation, *, name: str, password: str) -> User:
    """The new account. Raises LinkDoesNotWork for a link that was used, and where the address has an account by now.

    The receipt of the link's number commits with the account, so two clicks at once are one account, and a link does
    not come back to life when the account is deleted.
    """
    made: list[User] = []

    def create() -> dict[str, Any]:
        if User.objects.filter(email=confirmation.address).exists():
            raise LinkDoesNotWork("the address has an account")
        made.append(User.objects.create_user(confirmation.address, password, name=name))
        dispatch(made[0], Kind.WELCOME, key="registered")
        return {"user": made[0].pk}

    effect_once(task="accounts.register", effect_key=confirmation.number, effect=create)
    if not made:
        raise LinkDoesNotWork("the link was used")
    return made[0]
