"""The form that makes a token."""

from typing import Any

from django import forms

from accounts.forms import PasswordForm
from api.models import Scope

#: days to choose from
LIFETIMES = {7: "A week", 30: "30 days", 90: "90 days", 365: "A year"}


class TokenForm(PasswordForm):
    """What it is for, what it may do, how long it lives; and the password, since it opens the account."""

    name = forms.CharField(label="What it is for", max_length=80, help_text="In your words; only you see it.")
    scope = forms.ChoiceField(label="What it may do", choices=Scope, initial=Scope.READ)
    days = forms.TypedChoiceField(label="How long it lives", coerce=int, choices=list(LIFETIMES.items()), initial=30)

    field_order = ["name", "scope", "days", "password"]

    def values(self) -> dict[str, Any]:
        """Of a valid form: what issue_token takes."""
        return {name: self.cleaned_data[name] for name in ("name", "scope", "days")}
