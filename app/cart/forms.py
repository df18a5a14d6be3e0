"""What the cart's pages post."""

from django import forms

from cart.limits import MAX_QUANTITY


class AddForm(forms.Form):
    """Of the product page. It is the same for everyone: the page is cached."""

    product = forms.SlugField(max_length=180)
    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY, initial=1)


class QuantityForm(forms.Form):
    """Of a line; no pieces remove it."""

    quantity = forms.IntegerField(
        min_value=0,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": "Please say how many.",
            "invalid": "Please give a whole number.",
            "max_value": f"A line has at most {MAX_QUANTITY} pieces.",
            "min_value": "Please give a whole number.",
        },
    )
