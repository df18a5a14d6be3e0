"""Forms of the account pages. Each names its fields: nothing else that is posted gets anywhere."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError

from accounts.models import Address, User


class AddressField(forms.EmailField):
    """A mail address as accounts are known by."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Mail address", max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        return User.objects.normalize_email(super().clean(value))


class MailAddressForm(forms.Form):
    """Only an address: to register, and to ask for a new password."""

    email = AddressField()


class SignInForm(AuthenticationForm):
    """Address and password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "The address and the password do not belong together. Check both; capital letters count.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Mail address"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "maxlength": 254})


class NewAccountForm(SetPasswordForm):
    """The second step of registering: what to call the person, and a password."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        required=False,
        help_text="What we call you in mails. It may stay empty.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "new_password1", "new_password2"]

    def clean_name(self) -> str:
        """The password is compared with it, so the account knows it before the password is checked."""
        name: str = self.cleaned_data["name"]
        self.user.name = name
        return name


class NameForm(forms.ModelForm):
    """What the shop calls the person."""

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Your name"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class PasswordForm(forms.Form):
    """Prove once more who you are, before something that cannot be undone."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """The password of the account."""
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise ValidationError("This is not the account's password.", code="password_incorrect")
        return given


class PostalAddressForm(forms.ModelForm):
    """Somewhere to send a parcel to."""

    class Meta:
        model = Address
        fields = ["recipient", "line_1", "line_2", "postal_code", "city", "country", "phone", "is_default"]
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": tokens})
            for name, tokens in {
                "recipient": "shipping name",
                "line_1": "shipping address-line1",
                "line_2": "shipping address-line2",
                "postal_code": "shipping postal-code",
                "city": "shipping address-level2",
                "phone": "shipping tel",
            }.items()
        } | {"country": forms.Select(attrs={"autocomplete": "shipping country"})}
