"""The review form."""

from django import forms

from reviews.models.review import (
    FEWEST_STARS,
    MOST_STARS,
    SIGNATURE_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
    Review,
)
from reviews.plain_text import PlainLineField, PlainTextField
from reviews.services.submit_review import Words

MEANINGS = {5: "excellent", 4: "good", 3: "fair", 2: "poor", 1: "bad"}


class ReviewForm(forms.Form):
    """Stars, a title, a text and a name to show. Everything is plain text."""

    stars = forms.TypedChoiceField(
        label="Your rating",
        coerce=int,
        choices=[
            (stars, f"{stars} star{'s' if stars > 1 else ''}: {MEANINGS[stars]}")
            for stars in range(MOST_STARS, FEWEST_STARS - 1, -1)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one to five stars."},
    )
    title = PlainLineField(label="Title", max_length=TITLE_CHARACTERS, help_text="The essence in one line.")
    text = PlainTextField(
        label="Your review",
        max_length=TEXT_CHARACTERS,
        widget=forms.Textarea({"rows": 8}),
        help_text="Plain text; addresses of other sites do not become links.",
    )
    signature = PlainLineField(
        label="Name shown with it",
        max_length=SIGNATURE_CHARACTERS,
        help_text="Everybody can read it: a first name is enough.",
    )

    def words(self) -> Words:
        """The valid form's content."""
        return Words(**self.cleaned_data)


def beginning_with(review: Review | None, name: str) -> dict[str, object]:
    """What the form shows first: the review there is, or a first name to sign with."""
    if review is None:
        return {"signature": name.split()[0][:SIGNATURE_CHARACTERS] if name.strip() else ""}
    return {"stars": review.stars, "title": review.title, "text": review.text, "signature": review.signature}
