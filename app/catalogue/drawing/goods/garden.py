"""Tools and pots."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, LEAF, LEAF_DEEP, SOIL, STEEL, leaf
from catalogue.drawing.palettes import SHADE, Paint, Texture
from catalogue.drawing.paths import arc, cone, curve, ellipse, polygon, rect, rotated, turned


def trowel(c: Canvas, body: Paint, accent: Paint) -> None:
    """Standing in a heap of soil, a seedling beside it."""
    c.room(74)
    c.shadow(50, 88, 34, 2)
    grip = body if body.texture is Texture.WOOD else accent
    tilt = 9
    c.lift(rotated(rect(46, 10, 7, 30, 3), tilt, 50, 60), 1.6, 0.2)
    c.fill(rotated(rect(48.4, 38, 3.4, 16, 1), tilt, 50, 60), STEEL)
    blade = curve(
        (41, 52), (46, 49), (54, 49), (59, 52), (59.4, 66), (55, 77), (50, 84), (45, 77), (40.6, 66), closed=True
    )
    c.fill(rotated(blade, tilt, 50, 60), STEEL)
    c.tint(
        rotated(curve((49, 52), (51, 52), (51.4, 76), (50, 84), (48.6, 76), closed=True), tilt, 50, 60),
        SHADE,
        0.2,
        blur=0.6,
    )
    c.shine(rotated(curve((43, 55), (46, 53), (46.4, 68), (47, 78), (43.4, 68), closed=True), tilt, 50, 60), 0.45)
    c.fill(rotated(turned(50, (3, 9), (4.4, 14), (3.4, 26), (4, 34), (2.6, 40)), tilt, 50, 60), grip)
    c.fill(rotated(rect(46.8, 36.6, 6.4, 3.6, 1), tilt, 50, 60), accent if grip is body else BRASS)
    c.tint(rotated(ellipse(50, 12.6, 0.9), tilt, 50, 60), SHADE, 0.6)
    heap = curve((12, 89), (20, 82), (30, 80), (40, 74), (52, 76), (64, 78), (76, 83), (88, 89))
    c.fill(heap, Paint(SOIL.base, Texture.SPECKLED, 0.24), "down")
    for degrees, length in ((-46, 11), (44, 12), (-8, 9)):
        leaf(c, 76, 80, length, 5, degrees, LEAF)
    c.stroke([(76, 84), (76, 79)], 0.9, LEAF_DEEP, "flat")


def planter(c: Canvas, body: Paint, accent: Paint) -> None:
    """On its saucer, with a plant that likes it there."""
    c.room(76)
    c.shadow(50, 88, 22, 2)
    for degrees, length, width, paint in (
        (-64, 34, 12, LEAF_DEEP),
        (62, 34, 12, LEAF_DEEP),
        (-38, 42, 14, LEAF),
        (36, 43, 14, LEAF),
        (-12, 46, 14, LEAF_DEEP),
        (12, 44, 13, LEAF),
        (-84, 24, 10, LEAF),
        (82, 24, 10, LEAF),
    ):
        leaf(c, 50, 58, length, width, degrees, paint)
    c.fill(ellipse(50, 58, 20, 3.6), SOIL, "flat")
    c.fill(cone(50, 60, 86, 19.4, 14), body)
    c.fill(rect(28, 55, 44, 8.6, 1.6), body)
    c.tint(rect(30, 63.4, 40, 1.8), SHADE, 0.3, blur=0.4)
    c.fill(ellipse(50, 55.4, 22, 3.6), Paint(body.light), "across")
    c.fill(ellipse(50, 55.8, 19.6, 2.8), SOIL, "down")
    for degrees, length in ((-30, 18), (26, 16)):
        leaf(c, 50, 57, length, 7, degrees, LEAF)
    c.fill(polygon((32, 70), (68, 70), (66.8, 76), (33.2, 76)), accent)
    c.shine(polygon((35, 66), (38, 66), (40.6, 84), (38.6, 84)), 0.25)
    c.fill(rect(31, 85, 38, 3.6, 1.6), accent)


def watering_can(c: Canvas, body: Paint, accent: Paint) -> None:
    """Pouring nothing yet."""
    c.room(76)
    c.shadow(44, 87, 23, 2)
    c.stroke(curve((52, 70), (66, 62), (78, 46), (86, 34)), 3.6, body)
    c.stroke(curve((54, 50), (62, 49.6), (69, 56)), 1.1, body)
    c.fill(rotated(polygon((80, 35), (92, 35), (90, 30), (82, 30)), 36, 86, 33), body)
    c.fill(rotated(ellipse(86, 29.6, 6.6, 2), 36, 86, 33), BRASS, "across")
    for n in range(-2, 3):
        c.tint(rotated(ellipse(86 + n * 2.2, 29.6, 0.5), 36, 86, 33), SHADE, 0.6)
    c.stroke(arc(28, 60, 15, 20, pi * 0.56, pi * 1.5), 3, accent)
    c.stroke(arc(44, 46, 15, 15, pi, 2 * pi), 2.8, accent)
    c.fill(cone(44, 46, 86, 16, 20.6), body)
    for y, half in ((54, 16.9), (78, 19.8)):
        c.tint(rect(44 - half, y, 2 * half, 1), SHADE, 0.25)
        c.shine(rect(44 - half, y + 1, 2 * half, 0.5), 0.25)
    c.shine(polygon((31.6, 50), (35, 50), (33.6, 82), (29.6, 82)), 0.35)
    c.fill(ellipse(44, 46, 16, 3.4), Paint(body.light), "across")
    c.fill(ellipse(44, 46.4, 14, 2.6), Paint(body.dark), "down")
    c.fill(arc(44, 46, 16, 3.4, -pi / 2, pi / 2), Paint(body.base, body.texture, body.contrast), "across")


def secateurs(c: Canvas, body: Paint, accent: Paint) -> None:
    """Lying open on a bench, cut twigs beside them."""
    c.room(100)
    c.stroke(curve((12, 82), (26, 78), (42, 82), (56, 90)), 1.3, Paint((120, 98, 66)))
    for x, y, degrees in ((22, 79, -40), (32, 79, 30), (42, 82, -30), (50, 87, 60)):
        leaf(c, x, y, 12, 5.4, degrees, LEAF)
    grip = body if body.texture is Texture.WOOD else accent
    for side in (-1, 1):
        handle = curve(
            (50, 47),
            (50 + side * 9, 56),
            (50 + side * 13.6, 70),
            (50 + side * 11.6, 88),
            (50 + side * 7.4, 89),
            (50 + side * 8.4, 72),
            (50 + side * 4, 58),
            closed=True,
        )
        turned_handle = rotated(handle, 20, 50, 50)
        c.lift(turned_handle, 1.8, 0.36)
        c.fill(turned_handle, grip if side < 0 else accent)
    blade = curve((46, 50), (44, 36), (47, 20), (53, 9), (55.6, 20), (55, 36), (54, 50), closed=True)
    hook = curve((54, 50), (60, 40), (64, 26), (62, 14), (59, 24), (54, 36), (47, 46), closed=True)
    for outline, degrees in ((hook, 24), (blade, 14)):
        c.lift(rotated(outline, degrees, 50, 50), 1.6, 0.34)
        c.fill(rotated(outline, degrees, 50, 50), STEEL)
    c.shine(rotated(curve((47, 44), (47.4, 30), (51, 17), (50, 32), (49.6, 44), closed=True), 14, 50, 50), 0.5)
    for n in range(4):
        c.stroke(rotated([(46.6, 57 + n * 2.2), (53.4, 58.2 + n * 2.2)], 20, 50, 50), 0.9, STEEL)
    c.fill(ellipse(50, 49, 4), STEEL, "round")
    c.fill(ellipse(50, 49, 1.7), BRASS, "round")
