"""Reviews over the API: everybody reads the approved ones, each author minds their own (C5, O5)."""

from api.tests.test_catalogue import queries
from api.tests.test_problems import problem
from reviews.models import Review, ReviewStatus
from reviews.services.submit_review import Words, submit_review
from testing.factories import UserFactory

LIST = "/api/v1/products/spade/reviews"
MINE = f"{LIST}/mine"
BODY = {"stars": 5, "title": "Sturdy", "text": "It digs.\nAnd digs.", "signature": "Ann"}


def write(client, **members):
    """Put Ann's review."""
    return client.put(MINE, {**BODY, **members}, content_type="application/json")


def test_a_review_is_written_read_changed_and_taken_back(shop, holder):
    """It waits for moderation, whoever wrote it; the same words again change nothing."""
    client = holder()
    problem(client.get(MINE), 404, "not-found")
    first = write(client).json()
    assert first == {**BODY, "status": "pending", "reason": "", "edited_at": first["edited_at"]}
    assert write(client).json() == first
    assert write(client, stars=4).json()["stars"] == 4
    assert Review.objects.get().revision == 2
    assert (client.delete(MINE).status_code, client.delete(MINE).status_code) == (204, 404)


def test_what_is_no_plain_text_is_refused(shop, holder):
    """Nothing but spaces, characters that turn text around, too long, an unknown number of stars, markup as it is."""
    client = holder()
    for members, pointer in (
        ({"title": "\u00a0 "}, "#/title"),
        ({"title": "two\nlines"}, "#/title"),
        ({"text": "\u202eegg"}, "#/text"),
        ({"text": "x" * 4_001}, "#/text"),
        ({"text": "\u0958" * 2_001}, "#/text"),
        ({"text": "a\x00b"}, "#/text"),
        ({"stars": 6}, "#/stars"),
        ({"status": "approved"}, "#/status"),
    ):
        document = problem(write(client, **members), 422, "invalid")
        assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert write(client, text="<b>fine</b>").json()["text"] == "<b>fine</b>"


def test_the_approved_reviews_are_paged_cached_and_the_same_for_all(shop, site):
    """Follow `next` to the end; a page costs three queries cold and none warm."""
    for number in range(25):
        author = UserFactory()
        words = Words(stars=1 + number % 5, title=f"No. {number}", text="Fine.", signature="Somebody")
        submit_review(author=author, product_id=shop["spade"].pk, words=words)
    Review.objects.exclude(title="No. 3").update(status=ReviewStatus.APPROVED)
    seen, path = [], LIST
    while path:
        answer, primary, replica = queries(site, path)
        assert (primary, 0 < replica <= 3) == (0, True)
        again, primary, replica = queries(site, path)
        assert (again.content, again["X-Cache-Layer"], primary, replica) == (answer.content, "view", 0, 0)
        page = answer.json()
        assert page["spread"] == [5, 4, 5, 5, 5]
        seen += [entry["title"] for entry in page["items"]]
        path = page["next"]
    assert seen == [f"No. {number}" for number in range(24, -1, -1) if number != 3]


def test_a_page_that_is_none_is_not_there(shop, site):
    """Neither behind a review that is not shown, nor behind what is no number."""
    problem(site.get(f"{LIST}?after=1"), 404, "not-found")
    for after in ("0", "-1", "x", "", "1" * 19):
        problem(site.get(f"{LIST}?after={after}"), 422, "invalid")
    problem(site.get("/api/v1/products/nope/reviews"), 404, "not-found")
