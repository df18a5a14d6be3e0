"""Parts that pages are put together from."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template


def rendered(text, **context):
    """The template's output."""
    return Template("{% load storefront %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("average", "halves", "said"),
    [(0, 0, "0"), (5, 10, "5"), (4.24, 8, "4.2"), (4.25, 9, "4.3"), (Decimal("3.75"), 8, "3.8"), (0.2, 0, "0.2")],
)
def test_stars_are_drawn_in_halves_and_said_in_words(average, halves, said):
    """A reader of the screen hears the figure that others see as stars (C6)."""
    page = rendered("{% stars average 12 %}", average=average)
    assert f'class="stars stars-{halves}"' in page
    assert f'aria-label="{said} of 5 stars"' in page
    assert "12" in page


def test_a_rating_that_cannot_be_is_refused():
    """Six stars are a mistake of the caller."""
    with pytest.raises(ValueError, match="0 to 5"):
        rendered("{% stars 6 %}")


class Address(forms.Form):
    """A form with one field that has everything a field can have."""

    town = forms.CharField(label="Town", help_text="As on a letter")


def test_a_field_ties_its_help_and_its_errors_to_the_input():
    """Label, help and errors reach people who do not see the page."""
    page = rendered("{{ form.town.as_field_group }}", form=Address({}))
    assert 'class="field field-wrong"' in page
    assert '<label for="id_town">' in page
    assert 'aria-describedby="id_town_helptext id_town_error"' in page
    assert 'id="id_town_helptext"' in page
    assert 'id="id_town_error"' in page
    assert 'aria-invalid="true"' in page
