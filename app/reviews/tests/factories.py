"""Reviews for tests."""

import factory

from catalogue.models import Product
from reviews.models import Review, ReviewStatus
from reviews.services.decide import decide
from reviews.services.submit_review import Words
from testing.factories import ProductFactory, UserFactory


def somebody(**columns):
    """An account without a password: hashing one is most of what a test would wait for."""
    return UserFactory(password=None, **columns)


class ReviewFactory(factory.django.DjangoModelFactory):
    """A review that waits for moderation."""

    class Meta:
        model = Review

    product = factory.SubFactory(ProductFactory)
    author = factory.SubFactory(UserFactory, password=None)
    stars = 4
    title = factory.Sequence(lambda n: f"Title {n}")
    text = factory.Sequence(lambda n: f"Text number {n}.")
    signature = factory.Sequence(lambda n: f"Writer {n}")


def approve(*reviews: Review, moderator=None) -> None:
    """Have them approved by somebody, as they are now."""
    decide(
        seen={review.pk: review.revision for review in reviews},
        verdict=ReviewStatus.APPROVED,
        moderator=moderator or somebody(is_staff=True),
    )


def approved_review(**columns) -> Review:
    """A review that is shown and counted."""
    review = ReviewFactory(**columns)
    approve(review)
    review.refresh_from_db()
    return review


def rating(product):
    """Count and total of the row as it is now."""
    return Product.objects.values_list("rating_count", "rating_total").get(pk=product.pk)


def words(stars=4, text="As described."):
    """A review's content."""
    return Words(stars=stars, title="Fine", text=text, signature="Ann")
