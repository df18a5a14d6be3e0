"""A person with an account, known by their mail address."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Creates accounts with a hashed password and an address in lower case."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout: no provider tells `Ann@` from `ann@`."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an address, however it was typed."""
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password nobody can sign in to it. Raises ValueError for an empty address."""
        address = self.normalize_email(email)
        if not address:
            raise ValueError("an account needs a mail address: it is what people sign in with")
        user = self.model(email=address, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may do everything in the administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """The mail address is the name to sign in with; it is unique whatever its case."""

    email = models.EmailField(
        max_length=254, unique=True, error_messages={"unique": "This address has an account already."}
    )
    #: how the shop addresses the person; may stay empty
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField("may enter the administration", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Keep the address in lower case."""
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def get_full_name(self) -> str:
        """The name, or the address where there is none."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """The same: people are not split into parts."""
        return self.get_full_name()
