"""A picture that staff uploaded is never replaced by a drawn one (Q2, Q4)."""

import pytest

from catalogue.services import store_picture as drawing
from catalogue.tasks import make_picture
from media.tests.photographs import handed_in, made, noise

pytestmark = pytest.mark.django_db


def shown(product):
    """What the product's page shows, and says of it."""
    product.refresh_from_db()
    return product.picture, product.picture_alt


def test_drawing_leaves_an_uploaded_picture(spade, bucket):
    """However the task comes: a late message, a replay, or somebody's mistake. Nothing is drawn for nothing."""
    [upload] = handed_in(spade, noise())
    made(upload)
    before, files = shown(spade), sorted(bucket.rglob("*.*"))
    assert before[0].startswith("pictures/uploaded/")
    assert make_picture(spade.pk, effect_key="late")["object"] == before[0]
    assert (shown(spade), sorted(bucket.rglob("*.*"))) == (before, files)


def test_one_that_is_uploaded_while_the_other_is_drawn_stays(spade, monkeypatch):
    """Drawing takes seconds; what counts is what the product shows when it is over."""
    [upload] = handed_in(spade, noise())
    draw = drawing.draw_files

    def slowly(*args, **options):
        files = draw(*args, **options)
        made(upload)
        return files

    monkeypatch.setattr(drawing, "draw_files", slowly)
    make_picture(spade.pk, effect_key="slow")
    assert shown(spade)[0].startswith("pictures/uploaded/")


def test_a_drawn_picture_is_drawn_anew(spade):
    """Of an earlier edition, or of a product whose colour was changed."""
    spade.picture = "pictures/drawn-0/spade-0123456789ab"
    spade.save()
    make_picture(spade.pk, effect_key="anew")
    assert shown(spade)[0].startswith("pictures/drawn-1/")
