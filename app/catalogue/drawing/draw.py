"""A good in a material and a colour, as a picture."""

from PIL import Image

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods import DRAWINGS
from catalogue.drawing.palettes import COLOURS, MATERIALS, WALLS


def draw(good: str, material: str, colour: str) -> Image.Image:
    """The picture, SIZE pixels square: the same for the same three names.

    Raises KeyError for a good without a drawing, and for a material or colour without a palette.
    """
    canvas = Canvas(*WALLS[colour], seed=f"{good}:{material}:{colour}")
    DRAWINGS[good](canvas, MATERIALS[material], COLOURS[colour])
    return canvas.image
