"""The checkout's one page."""

import uuid
from typing import Any

from django import forms

from orders.address import Address, Country
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


def _text(label: str, autocomplete: str, most: int, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": f"shipping {autocomplete}"}),
        error_messages={"required": missing},
    )


class CheckoutForm(PayForm):
    """Where to send it and how to pay, with what makes a second press of the button harmless."""

    name = _text("Name", "name", 120, "Please say who the parcel is for.")
    street = _text("Street and number", "address-line1", 120, "Please give street and number.")
    postcode = _text("Postcode", "postal-code", 12, "Please give the postcode.")
    city = _text("Town", "address-level2", 80, "Please give the town.")
    country = forms.ChoiceField(
        label="Country",
        choices=Country,
        initial=Country.GERMANY,
        widget=forms.Select(attrs={"autocomplete": "shipping country"}),
        error_messages={"invalid_choice": "The shop does not send there."},
    )
    #: names this purchase: sent twice it is one order
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    #: euro, as shown beside the button
    expected_total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    field_order = ("name", "street", "postcode", "city", "country", "method")

    @property
    def address(self) -> Address:
        """Of a valid form."""
        given = self.cleaned_data
        return Address(given["name"], given["street"], given["postcode"], given["city"], given["country"])
