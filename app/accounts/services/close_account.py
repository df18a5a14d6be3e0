"""Close an account: what is the person's own goes, what the shop must keep stays without a name."""

from django.db import transaction
from django.db.models import CASCADE, ProtectedError

from accounts.models import User
from outbox.services.enqueue import enqueue
from recommendations.viewed import forget_views
from useractions.services.forget import forget_actions


class StaffStays(Exception):
    """Accounts of the administration are not closed by themselves: their log would go with them."""


def close_account(user: User) -> None:
    """Delete the account with everything that is the person's own.

    Rows that refuse it (orders: the books must be kept) stay, with an account that has neither name, nor address, nor
    password. Raises StaffStays for somebody of the staff.
    """
    if user.is_staff or user.is_superuser:
        raise StaffStays(f"account {user.pk} is of the staff; an administrator takes it out")
    address, name = user.email, user.get_short_name()
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        try:
            with transaction.atomic():
                locked.delete()
        except ProtectedError:
            _empty(locked)
        transaction.on_commit(lambda: forget_views(user_id=user.pk), robust=True)
        forget_actions(user.pk)
        enqueue("notifications.tasks.send_mail", ["account_closed", address, {"name": name}])


def _empty(user: User) -> None:
    for relation in user._meta.related_objects:
        if relation.on_delete is CASCADE and relation.field.model._meta.managed:
            rows = relation.field.model._base_manager.filter(**{relation.field.name: user})
            rows.delete()
    user.email = f"closed-{user.pk}@deleted.invalid"
    user.name = ""
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
