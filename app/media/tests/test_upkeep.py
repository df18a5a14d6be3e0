"""What is done about uploads that stand still, and about what they leave behind (Q4)."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import pictures
from media.models import PictureUpload, State
from media.services.catch_up import MOST_SENDINGS, catch_up
from media.services.clear_orphans import clear_orphans
from media.services.start import start
from media.tests.photographs import handed_in, made, noise, photograph, state

pytestmark = pytest.mark.django_db


def test_what_stands_still_is_begun_again_and_given_up_in_words(spade, redis_server):
    """Later and later; one that is over is left alone (Q4)."""
    waiting, done = handed_in(spade, noise()) + handed_in(spade, noise("PNG"))
    made(done)
    assert catch_up() == {"sent": 0, "given_up": 0}
    PictureUpload.objects.update(moved_at=timezone.now() - timedelta(minutes=5))
    assert catch_up() == {"sent": 1, "given_up": 0}
    PictureUpload.objects.update(moved_at=timezone.now() - timedelta(minutes=5))
    assert catch_up() == {"sent": 0, "given_up": 0}
    PictureUpload.objects.update(moved_at=timezone.now() - timedelta(days=1), sendings=MOST_SENDINGS)
    assert catch_up() == {"sent": 0, "given_up": 1}
    assert state(waiting)[0] == State.FAILED
    assert "Upload the file again." in waiting.problem
    assert state(done)[0] == State.DONE
    assert start(done.pk) == {"sent": False}


def test_objects_that_nothing_refers_to_are_thrown_away(spade, bucket):
    """Between the steps after a day, what no product shows after a week; what is shown or waits stays (Q4)."""
    replaced, current = handed_in(spade, noise("PNG")) + handed_in(spade, noise("WEBP"))
    [below] = handed_in(spade, noise("JPEG"), with_main=False)
    for upload in (replaced, current, below):
        made(upload)
    [waiting] = handed_in(spade, photograph())
    [refused] = handed_in(spade, b"nonsense")
    made(refused)
    assert clear_orphans() == {"between_steps": 0, "unshown": 0, "rows": 0}
    PictureUpload.objects.update(moved_at=timezone.now() - timedelta(days=31))
    old = (timezone.now() - timedelta(days=8)).timestamp()
    for path in bucket.rglob("*.*"):
        os.utime(path, (old, old))
    cleared = clear_orphans()
    assert (cleared["unshown"], cleared["rows"]) == (6, 1)
    assert cleared["between_steps"] > 9
    left = {str(path.relative_to(bucket)) for path in bucket.rglob("*.*")}
    for upload in (replaced, current, below, waiting):
        upload.refresh_from_db()
    kept = {pictures.object_name(upload.picture, width, kind.suffix)
            for upload in (current, below) for width in pictures.WIDTHS for kind in pictures.FORMATS}  # fmt: skip
    assert left == kept | {waiting.object_name}
