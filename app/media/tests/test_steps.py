"""From the file to the shop's pictures (Q4): what comes out, what is refused, and that any step may be repeated."""

import io

import pytest
from celery.signals import before_task_publish
from django.core.files.storage import default_storage
from PIL import Image

from catalogue import pictures
from catalogue.models import Product
from media.models import State
from media.services import steps
from media.services.start import STEPS
from media.tests.photographs import archive, bomb, handed_in, made, noise, photograph, state
from testing.queues import worker_in_a_thread
from testing.waiting import wait_until

pytestmark = [pytest.mark.django_db]


def shown(width=640, suffix="webp"):
    """The picture the spade shows."""
    base = Product.objects.get(slug="spade").picture
    with default_storage.open(pictures.object_name(base, width, suffix)) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def test_a_picture_comes_out_in_all_widths_and_formats(spade):
    """As a square, under a name with its content's hash (Q4)."""
    [upload] = handed_in(spade, noise(size=(1_500, 900)))
    made(upload)
    assert state(upload) == (State.DONE, "")
    assert upload.picture.startswith(f"pictures/uploaded/product-{spade.pk}-")
    for width in pictures.WIDTHS:
        for kind in pictures.FORMATS:
            assert shown(width, kind.suffix).size == (width, width)
            assert pictures.OBJECT.fullmatch(pictures.object_name(upload.picture, width, kind.suffix))


def test_the_shop_s_name_is_in_the_corner_and_nowhere_else(spade):
    """On a plain picture every other pixel is what it was (Q4)."""
    made(handed_in(spade, photograph(size=(960, 960)))[0])
    picture = shown(960)
    corner = picture.crop((780, 890, 960, 960))
    assert max(high - low for low, high in corner.getextrema()) > 80
    rest = picture.crop((0, 0, 960, 880))
    assert max(high - low for low, high in rest.getextrema()) < 12


def test_what_a_picture_lets_through_is_white(spade):
    """Not black, as encoders would have it."""
    made(handed_in(spade, photograph(mode="RGBA"))[0])
    assert min(shown(320).getpixel((160, 160))) > 245


def test_a_photograph_stands_upright_and_says_nothing_of_its_place(spade, bucket):
    """The turn is applied; position, author and comments are in no object but the file that came (Q4, O5)."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x8825] = 6, "SECRET artist", {2: (52.0, 5.0, 0.0)}
    picture = Image.new("RGB", (600, 600), (20, 20, 200))
    picture.paste((250, 250, 250), (0, 0, 600, 300))
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"SECRET comment")
    made(handed_in(spade, file.getvalue() + archive())[0])
    # White was on top; the camera was held so that it is on the right.
    assert min(shown().getpixel((600, 200))) > 200
    assert shown().getpixel((40, 200))[0] < 100
    derived = [path for path in bucket.rglob("*.*") if path.suffix != ".upload"]
    assert len(derived) >= 9
    for path in derived:
        content = path.read_bytes()
        assert b"SECRET" not in content, path
        assert b"evil.html" not in content, path


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (noise(size=(300, 200))[:4_000], "not a whole picture"),
        (noise("AVIF", size=(300, 200))[:2_000], "not a whole picture"),
        (bomb(), "more than 24 megapixels"),
        (photograph(kind="GIF"), "not a whole picture"),
        (b"<svg/>", "not a whole picture"),
        (archive(), "not a whole picture"),
    ],
    ids=["cut JPEG", "cut AVIF", "bomb", "GIF", "SVG", "archive"],
)
def test_what_is_no_picture_is_refused_in_words_and_ends_the_chain(spade, bucket, data, said):
    """The worker trusts no form: nothing is drawn, and the product shows what it showed (Q4, O5)."""
    [upload] = handed_in(spade, data)
    made(upload)
    assert state(upload)[0] == State.REFUSED
    assert said in upload.problem
    assert [path.suffix for path in bucket.rglob("*.*")] == [".upload"]
    assert Product.objects.get(slug="spade").picture == ""


def test_a_kill_in_the_middle_leaves_the_old_picture_and_a_repetition_makes_the_new_one(spade, bucket):
    """Whatever steps were done before, and however often each is delivered: the same objects, one change (Q5)."""
    Product.objects.filter(slug="spade").update(picture="pictures/drawn-1/spade-0123456789ab")
    [upload] = handed_in(spade, noise())
    reference = made(upload, until=steps.publish)
    assert Product.objects.get(slug="spade").picture == "pictures/drawn-1/spade-0123456789ab"
    objects = sorted(bucket.rglob("*.*"))
    assert made(upload, until=steps.publish) == reference
    assert sorted(bucket.rglob("*.*")) == objects
    steps.publish(reference)
    changed = Product.objects.get(slug="spade")
    assert changed.picture == reference["picture"]
    steps.publish(reference)
    made(upload)
    assert Product.objects.get(slug="spade").updated_at == changed.updated_at


def test_the_newest_upload_wins_whatever_order_they_are_made_in(spade):
    """A chain that was overtaken does not bring the older picture back (Q4)."""
    older, newer = handed_in(spade, noise("PNG")) + handed_in(spade, noise("WEBP"))
    made(newer)
    made(older)
    newer.refresh_from_db()
    assert Product.objects.get(slug="spade").picture == newer.picture


def test_the_chain_runs_through_the_broker_with_small_messages(spade, redis_server):
    """On the queue `media`; messages name objects and hold none (Q4)."""
    sent = []

    @before_task_publish.connect
    def measure(sender, body, routing_key, **_):
        sent.append((sender, routing_key, len(str(body))))

    [upload] = handed_in(spade, noise(size=(900, 900)))
    with worker_in_a_thread():
        wait_until(lambda: state(upload), lambda seen: seen[0] != State.WAITING, seconds=60)
    assert state(upload) == (State.DONE, "")
    assert [(name, queue) for name, queue, _ in sent] == [
        (f"media.tasks.{name}", "media") for name in ("start", *STEPS)
    ]  # fmt: skip
    assert max(size for *_, size in sent) < 4_000
