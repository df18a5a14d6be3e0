"""A visitor's own review: nobody else's words can be read before moderation, changed, or deleted (O5)."""

import pytest
from django.test import Client

from reviews.models import Review, ReviewStatus
from reviews.services.decide import decide
from reviews.tests.factories import ReviewFactory, approved_review, somebody
from reviews.views import SUBMISSIONS

pytestmark = pytest.mark.django_db

MINE = "/products/bowl/reviews/mine/"
DELETE = "/products/bowl/reviews/mine/delete/"
FORM = {"stars": "5", "title": "Lovely", "text": "Holds soup.", "signature": "Ann"}


@pytest.fixture
def ann(product):
    """Signed in."""
    return signed_in(somebody(name="Ann Example"))


def signed_in(user, **options):
    """A browser of this account."""
    client = Client(HTTP_HOST="shop.example.com", HTTP_X_FORWARDED_PROTO="https", **options)
    client.force_login(user)
    client.user = user
    return client


def test_a_review_is_written_waits_and_is_shown_to_its_author_alone(ann, site):
    """Not to another account, and not on the page everybody gets, in whatever order they come (C5)."""
    assert site.get("/products/bowl/").status_code == 200
    answer = ann.post(MINE, FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/products/bowl/#reviews")
    review = Review.objects.get()
    assert (review.author, review.stars, review.status) == (ann.user, 5, ReviewStatus.PENDING)
    other = signed_in(somebody())
    for path in ("/products/bowl/", "/products/bowl/reviews/"):
        own = ann.get(path)
        assert b"Holds soup." in own.content
        assert b"Waiting for moderation" in own.content
        assert "private" in own["Cache-Control"]
        for client in (other, site):
            for _ in ("cold", "warm"):
                page = client.get(path).content
                assert b"Holds soup." not in page
                assert b"Waiting for moderation" not in page


def test_a_rejected_review_tells_its_author_why(ann, product):
    """On the form; an edit sends it back into moderation and takes the reason away."""
    review = ReviewFactory(author=ann.user, product=product, text="First words.")
    decide(seen={review.pk: 1}, verdict=ReviewStatus.REJECTED, moderator=somebody(), reason="About the parcel & <us>.")
    page = ann.get(MINE).content.decode()
    assert "About the parcel &amp; &lt;us&gt;." in page
    assert "First words." in page
    ann.post(MINE, FORM)
    assert "About the parcel" not in ann.get(MINE).content.decode()
    assert Review.objects.get().status == ReviewStatus.PENDING


def test_the_form_knows_the_first_name_only(ann):
    """What everybody can read is not the account's full name unless its owner types it."""
    page = ann.get(MINE).content.decode()
    assert 'value="Ann"' in page
    assert "Ann Example" not in page
    assert ann.user.email not in page


def test_an_account_without_a_name_shows_no_mail_address(product):
    """The address is no signature to begin with."""
    nameless = signed_in(somebody(name="", email="secret-person@example.com"))
    page = nameless.get(MINE).content.decode()
    assert "secret-person" not in page


def test_mistakes_are_shown_at_their_fields(ann):
    """400, the words stay, and the error is tied to the input."""
    answer = ann.post(MINE, {**FORM, "title": "x" * 200, "stars": "7"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in page
    assert "Holds soup." in page
    assert Review.objects.count() == 0


@pytest.mark.parametrize("path", [MINE, DELETE])
def test_without_an_account_there_is_nothing_to_write(product, site, path):
    """Reading the form, posting to it and deleting lead to signing in."""
    approved_review(product=product)
    for answer in (site.get(path), site.post(path, FORM)):
        assert answer.status_code == 302
        assert "/products/bowl/reviews/" in answer["Location"]
        assert answer["Location"].startswith("/account")
    assert Review.objects.count() == 1


def test_nobody_edits_or_deletes_the_review_of_somebody_else(ann, product):
    """`mine` is always the visitor's own, whatever the form claims to be; there is no number to guess."""
    theirs = approved_review(product=product, title="Theirs", text="Untouched.")
    assert ann.post(DELETE, {"id": theirs.pk, "author": theirs.author_id}).status_code == 404
    claims = {"id": theirs.pk, "pk": theirs.pk, "author": theirs.author_id, "author_id": theirs.author_id}
    assert ann.post(f"{MINE}?id={theirs.pk}&author={theirs.author_id}", {**FORM, **claims}).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.title, theirs.text, theirs.status) == ("Theirs", "Untouched.", ReviewStatus.APPROVED)
    assert Review.objects.get(author=ann.user).title == "Lovely"


def test_a_form_cannot_approve_itself(ann, product):
    """Fields that are not in the form are not taken from the request."""
    claims = {"status": "approved", "revision": "99", "verified_purchase": "on", "product": "1", "created_at": "2001"}
    ann.post(MINE, {**FORM, **claims})
    review = Review.objects.get()
    assert (review.status, review.revision, review.verified_purchase) == (ReviewStatus.PENDING, 1, False)
    product.refresh_from_db()
    assert product.rating_count == 0


@pytest.mark.parametrize("path", [MINE, DELETE])
def test_a_foreign_page_cannot_post_for_a_visitor(product, path):
    """Without the token or the browser's word that the form is the shop's own, nothing happens."""
    victim = signed_in(somebody(), enforce_csrf_checks=True)
    ReviewFactory(author=victim.user, product=product, title="Before")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert victim.post(path, FORM, headers=headers).status_code == 403
    assert Review.objects.get().title == "Before"


def test_deleting_is_a_post(ann, product):
    """A link or a picture cannot delete anything."""
    ReviewFactory(author=ann.user, product=product)
    assert ann.get(DELETE).status_code == 405
    assert Review.objects.count() == 1


def test_a_review_of_a_product_that_left_the_shop_can_still_be_taken_back(ann, product):
    """Its form is gone, the right to delete is not."""
    ReviewFactory(author=ann.user, product=product)
    type(product).objects.filter(pk=product.pk).update(status="retired")
    assert ann.get(MINE).status_code == 404
    assert ann.post(MINE, FORM).status_code == 404
    assert ann.post(DELETE).status_code == 302
    assert Review.objects.count() == 0


def test_submissions_are_limited_by_account(ann):
    """The next one is a 429 that says when to come back; another account writes on, from the same address."""
    allowed = int(SUBMISSIONS.split("/")[0])
    for n in range(allowed):
        assert ann.post(MINE, {**FORM, "text": f"Version {n}"}).status_code == 302
    answer = ann.post(MINE, {**FORM, "text": "One too many"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Review.objects.get().text == f"Version {allowed - 1}"
    assert signed_in(somebody()).post(MINE, FORM).status_code == 302
