"""The checkout's one page."""

import uuid
from dataclasses import fields
from typing import Any

from django import forms

from accounts.models.country import Country
from orders.address import Address
from payments.gateways import gateway


class MethodCards(forms.RadioSelect):
    """Ways to pay, each a card to press."""

    template_name = "orders/_methods.html"


class PayForm(forms.Form):
    """How to pay. The choice is a provider's token; no field takes a card number."""

    method = forms.ChoiceField(
        label="How would you like to pay?",
        widget=MethodCards,
        error_messages={"required": "Please choose how to pay.", "invalid_choice": "Please choose one of these."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(method.token, method.label) for method in gateway().methods()]


def _text(label: str, autocomplete: str, most: int, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        widget=forms.TextInput(attrs={"autocomplete": f"shipping {autocomplete}"}),
        error_messages={"required": missing},
    )


class CheckoutForm(PayForm):
    """Where to send it and how to pay, with what makes a second press of the button harmless."""

    recipient = _text("Name", "name", 120, "Please say who the parcel is for.")
    line_1 = _text("Street and number", "address-line1", 120, "Please give street and number.")
    line_2 = _text("Further line", "address-line2", 120)
    postal_code = _text("Postal code", "postal-code", 20, "Please give the postal code.")
    city = _text("Town", "address-level2", 80, "Please give the town.")
    country = forms.ChoiceField(
        choices=Country,
        initial=Country.GERMANY,
        widget=forms.Select(attrs={"autocomplete": "shipping country"}),
        error_messages={"invalid_choice": "The shop does not send there."},
    )
    #: names this purchase: sent twice it is one order
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    #: euro, as shown beside the button
    expected_total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    @property
    def address(self) -> Address:
        """Of a valid form."""
        return Address(**{part.name: self.cleaned_data[part.name] for part in fields(Address)})
