"""The moderation queue in the administration: who may decide, about what, and what it costs."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from django.test.utils import CaptureQueriesContext

from reviews.models import Decision, Review, ReviewStatus
from reviews.services.submit_review import Words, submit_review
from reviews.tests.factories import ReviewFactory, approved_review, somebody

pytestmark = pytest.mark.django_db

QUEUE = "/admin/reviews/review/"


def staff_with(*permissions):
    """A member of staff with these rights over reviews."""
    user = somebody(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="reviews"))
    return user


@pytest.fixture
def moderator(site):
    """Signed in with the right to decide and nothing else."""
    user = staff_with("change_review")
    site.force_login(user)
    return user


def act(site, action, *reviews, **fields):
    """Post the queue's form as it was read: the selected reviews with the revisions shown."""
    revisions = {f"revision-{review.pk}": review.revision for review in reviews}
    chosen = {"action": action, "_selected_action": [review.pk for review in reviews]}
    return site.post(QUEUE, {**revisions, **chosen, **fields}, follow=True)


def test_the_queue_opens_on_what_waits_oldest_first(site, moderator):
    """Approved ones are a filter away; the whole text is there to be read, escaped."""
    approved_review(title="Decided")
    second, first = ReviewFactory(title="Second"), ReviewFactory(title="First", text="<b>bold</b>\n\n" + "x" * 900)
    Review.objects.filter(pk=first.pk).update(edited_at="2025-01-01T00:00Z")
    page = site.get(QUEUE).content.decode()
    assert "Decided" not in page
    assert page.index("First") < page.index("Second")
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "x" * 900 in page
    assert f'name="revision-{second.pk}" value="1"' in page
    assert "Decided" in site.get(f"{QUEUE}?status__exact=approved").content.decode()


def test_a_longer_queue_costs_no_more_queries(site, moderator):
    """Products and authors come with their reviews."""

    def cost():
        with CaptureQueriesContext(connections["default"]) as asked:
            assert site.get(QUEUE).status_code == 200
        return len(asked)

    ReviewFactory.create_batch(2)
    two = cost()
    ReviewFactory.create_batch(20)
    assert cost() == two


def test_approving_several_at_once(site, moderator):
    """Each is shown, and the history names the moderator."""
    reviews = ReviewFactory.create_batch(3)
    answer = act(site, "approve", *reviews)
    assert "3 approved." in answer.content.decode()
    assert set(Review.objects.values_list("status", flat=True)) == {ReviewStatus.APPROVED}
    assert set(Decision.objects.values_list("decided_by", flat=True)) == {moderator.pk}


def test_rejecting_asks_for_the_reason_first(site, moderator):
    """Nothing happens until there is one."""
    review = ReviewFactory()
    asked = act(site, "reject", review).content.decode()
    assert "These reviews will not be shown" in asked
    assert act(site, "reject", review, reason="  ").content.decode().count("This field is required") == 1
    assert Review.objects.get().status == ReviewStatus.PENDING
    assert f'name="revision-{review.pk}" value="1"' in asked
    act(site, "reject", review, reason="Off topic.")
    assert Review.objects.get().status == ReviewStatus.REJECTED
    assert Decision.objects.get().reason == "Off topic."


def test_what_was_edited_meanwhile_is_left_waiting(site, moderator):
    """And the moderator is told."""
    review = ReviewFactory()
    words = Words(stars=5, title="New", text="Words nobody has read.", signature="A")
    submit_review(author=review.author, product_id=review.product_id, words=words)
    page = act(site, "approve", review).content.decode()
    assert "1 left alone" in page
    assert Review.objects.get().status == ReviewStatus.PENDING


def test_reviews_that_were_not_on_the_page_are_left_alone(site, moderator):
    """`Select all` across pages approves nothing that nobody has seen; made-up revisions neither."""
    unseen = ReviewFactory()
    for revision in ({}, {f"revision-{unseen.pk}": "x"}, {f"revision-{unseen.pk}": "٣"}):
        site.post(QUEUE, {"action": "approve", "_selected_action": [unseen.pk], "select_across": "1", **revision})
    assert Review.objects.get().status == ReviewStatus.PENDING


def test_looking_is_not_deciding(site):
    """Staff who may only view find no action, and a posted one does nothing (O5)."""
    site.force_login(staff_with("view_review"))
    review = ReviewFactory()
    page = site.get(QUEUE).content.decode()
    assert review.title in page
    assert 'value="approve"' not in page
    act(site, "approve", review)
    act(site, "reject", review, reason="No.")
    assert Review.objects.get().status == ReviewStatus.PENDING


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}1/change/"])
def test_the_queue_is_for_staff(site, path):
    """A customer's account is sent to sign in as somebody else."""
    site.force_login(somebody())
    assert site.get(path).status_code == 302
    assert site.post(path).status_code == 302


def test_nobody_rewrites_a_review_or_its_history(site, moderator):
    """One review's page shows the words and the decisions; posting to it is refused, also for a superuser."""
    review = approved_review(title="As written")
    change = f"{QUEUE}{review.pk}/change/"
    page = site.get(change).content.decode()
    assert "As written" in page
    assert "Approved" in page
    site.force_login(somebody(is_staff=True, is_superuser=True))
    answer = site.post(change, {"title": "Rewritten", "status": "rejected", "decisions-TOTAL_FORMS": 0})
    assert answer.status_code == 403
    assert site.get(f"{QUEUE}add/").status_code == 403
    review.refresh_from_db()
    assert (review.title, review.status) == ("As written", ReviewStatus.APPROVED)


def test_deleting_in_the_administration_leaves_the_rating_right(site):
    """One or many, by those who may delete."""
    reviews = [approved_review(stars=5) for _ in range(2)]
    site.force_login(somebody(is_staff=True, is_superuser=True))
    act(site, "delete_selected", *reviews, post="yes")
    assert Review.objects.count() == 0
    for review in reviews:
        review.product.refresh_from_db()
        assert (review.product.rating_count, review.product.rating_total) == (0, 0)
