"""Authors hear that their review is shown (Q4)."""

import pytest
from django.core import mail

from notifications.models import Notification, Preferences
from reviews.models import Review, ReviewStatus
from reviews.services.decide import decide
from reviews.services.submit_review import Words, submit_review
from testing.factories import ProductFactory, UserFactory
from testing.queues import work_off

pytestmark = pytest.mark.django_db

WORDS = Words(stars=4, title="Good", text="It holds soup.", signature="A.")


def approve(*reviews):
    """What a moderator does with those there are."""
    seen = dict(Review.objects.filter(pk__in=[review.pk for review in reviews]).values_list("pk", "revision"))
    decide(seen=seen, verdict=ReviewStatus.APPROVED, moderator=UserFactory(is_staff=True, password=None))


def test_each_author_is_told_once():
    """By mail, with the product; a second approval of the same words says nothing new."""
    bowl = ProductFactory(name="Bowl", slug="bowl")
    reviews = [submit_review(author=UserFactory(), product_id=bowl.pk, words=WORDS) for _ in range(4)]
    approve(*reviews)
    approve(*reviews)
    work_off("default")
    work_off("email")
    assert {message.subject for message in mail.outbox} == {"Your review is published"}
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 4
    assert "https://shop.example.com/products/bowl/" in mail.outbox[0].body
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


def test_who_does_not_want_it_or_has_edited_meanwhile_is_not_told():
    """The review that was approved is not the one that is there."""
    bowl = ProductFactory()
    quiet, hasty = UserFactory(), UserFactory()
    Preferences.objects.create(user=quiet, reviews=[])
    reviews = [submit_review(author=author, product_id=bowl.pk, words=WORDS) for author in (quiet, hasty)]
    approve(*reviews)
    submit_review(author=hasty, product_id=bowl.pk, words=Words(1, "Bad", "It leaks.", "A."))
    work_off("default")
    assert not Notification.objects.exists()
