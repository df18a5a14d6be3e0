"""What the list's forms post."""

from django import forms


class ProductForm(forms.Form):
    """Names the product by its slug; whose list it is about is never in a form."""

    product = forms.SlugField(max_length=180)
