"""The generated catalogue's goods can be drawn, each in its own way, and always in the same way."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from catalogue import pictures, vocabulary
from catalogue.drawing.canvas import SIZE
from catalogue.drawing.draw import draw
from catalogue.drawing.files import draw_files
from catalogue.drawing.goods import DRAWINGS, PARCEL
from catalogue.drawing.palettes import COLOURS, MATERIALS, WALLS


def test_everything_in_the_vocabulary_can_be_drawn():
    """Every good has a drawing, every material and colour a palette, and nothing is drawn that is not for sale."""
    assert set(DRAWINGS) == {good.name for shelf in vocabulary.SHELVES for good in shelf.goods} | {PARCEL}
    assert set(MATERIALS) == set(vocabulary.MATERIALS)
    assert set(COLOURS) == set(WALLS) == set(vocabulary.COLOURS)


@pytest.mark.parametrize("good", DRAWINGS)
def test_a_drawing_shows_its_material_and_its_colour(good):
    """Every one fills the picture, and looks different in another colour: by more than a few pixels."""
    one, other = (draw(good, "Oak", colour).resize((96, 96)) for colour in ("moss", "rose"))
    assert one.mode == "RGB"
    assert sum(ImageStat.Stat(one).stddev) > 30
    assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 6


def test_the_same_names_give_the_same_picture():
    """Pixel by pixel: grain and handwriting come from the names."""
    assert draw("Fountain Pen", "Brass", "ink").tobytes() == draw("Fountain Pen", "Brass", "ink").tobytes()
    assert draw("Stool", "Oak", "moss").tobytes() != draw("Stool", "Walnut", "moss").tobytes()


def test_a_picture_comes_in_all_widths_and_formats():
    """Small enough for a page of twenty, and what their names say."""
    files = draw_files(("Mug", "Stoneware", "ochre"), widths=pictures.WIDTHS)
    assert set(files) == {(width, kind.suffix) for width in pictures.WIDTHS for kind in pictures.FORMATS}
    for (width, suffix), content in files.items():
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.size) == (suffix.upper(), (width, width))
        assert len(content) < 60_000
    assert SIZE % max(pictures.WIDTHS) == 0
