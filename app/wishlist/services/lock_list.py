"""One change of a list at a time."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

#: the first key of the advisory locks on lists ("wish" in ASCII); the second is the account's key
LOCK_SPACE = 0x77697368


def lock_list(user: AbstractBaseUser) -> None:
    """Wait until no other transaction changes this account's list; held until the commit, so it is safe with PgBouncer.

    The account's row would do as a lock, but orders and sign-ins need that one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [LOCK_SPACE, user.pk])
