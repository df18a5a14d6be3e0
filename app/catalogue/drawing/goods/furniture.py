"""Stools, tables and shelves."""

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import LEAF, LEAF_DEEP, colour, disc, leaf, seam
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import cone, curve, ellipse, polygon, rect, rotated, turned


def stool(c: Canvas, body: Paint, accent: Paint) -> None:
    """Three legs, a ring between them, a painted seat."""
    c.room(78)
    c.shadow(50, 90, 24, 1.8)
    c.stroke([(50, 38), (51, 83)], 3, Paint(body.dark), "across")
    c.stroke([(31, 70), (69, 70)], 1.7, body)
    c.stroke([(38, 38), (27, 90)], 3.6, body)
    c.stroke([(62, 38), (73, 90)], 3.6, body)
    disc(c, 50, 33, 25.6, 5, 3, body)
    disc(c, 50, 29.6, 27, 5.6, 3.2, accent)
    c.shine(curve((30, 29), (42, 26.4), (58, 26), (56, 27.4), (42, 28.2), closed=True), 0.4)
    c.tint(ellipse(50, 30, 20, 3.2), SHADE, 0.08, blur=0.8)


def bookcase(c: Canvas, body: Paint, accent: Paint) -> None:
    """Filled with books, a plant on top."""
    c.room(88)
    c.shadow(50, 93, 30, 1.6)
    c.fill(rect(22, 18, 56, 75), Paint(mix(body.base, SHADE, 0.45)), "across", texture=False)
    spines = [
        accent,
        colour("chalk"),
        accent.mixed(SHADE, 0.3),
        colour("ochre"),
        accent.mixed(WHITE, 0.35),
        colour("slate blue"),
        colour("terracotta"),
    ]
    for shelf in range(4):
        floor = 36.6 + shelf * 17.6
        x, n = 25.6, shelf * 3
        while x < (66 if shelf % 2 else 58):
            width, height = c.random.uniform(2.2, 4.2), c.random.uniform(9.4, 13)
            c.fill(rect(x, floor - height, width, height, 0.3), spines[n % len(spines)], "across")
            c.tint(rect(x + 0.5, floor - height + 1.6, width - 1, 0.7), WHITE, 0.55)
            x, n = x + width + 0.15, n + 1
        if shelf % 2 == 0:
            c.fill(rotated(rect(x + 1, floor - 11.6, 2.6, 11.6, 0.3), 12, x + 2.4, floor), spines[n % 7], "across")
            c.fill(turned(71, (1.6, floor - 8), (3.4, floor - 5), (2.6, floor)), colour("chalk"))
        else:
            for y, paint in ((floor - 2.2, spines[n % 7]), (floor - 4.2, spines[(n + 2) % 7])):
                c.fill(rect(67.6, y, 7.4, 2.1, 0.3), paint, "down")
    for y in (18, 35.6, 53.2, 70.8, 88.6):
        c.tint(rect(25, y + 2, 50, 2.4), SHADE, 0.3, blur=0.6)
        c.fill(rect(22, y, 56, 2.4), body, "down")
    for x in (22, 75.4):
        c.fill(rect(x, 18, 2.6, 75), body)
    c.fill(rect(20.6, 16.4, 58.8, 2.8, 0.6), body, "down")
    c.fill(cone(64, 8.6, 16.6, 4.6, 3.4), accent)
    for degrees, length in ((-70, 8), (-35, 9), (0, 8), (38, 9), (72, 8)):
        leaf(c, 64, 9, length, 2.6, degrees, LEAF)


def side_table(c: Canvas, body: Paint, accent: Paint) -> None:
    """Round, on three legs; a book and a cup on it."""
    c.room(80)
    c.shadow(50, 90, 25, 1.8)
    c.stroke([(50, 50), (51, 84)], 2.4, Paint(body.dark), "across")
    c.stroke([(33, 50), (25, 90)], 3, body)
    c.stroke([(67, 50), (75, 90)], 3, body)
    c.fill(rect(32, 48, 36, 4.6, 1), body, "down")
    disc(c, 50, 44.2, 32, 6, 2.6, body)
    c.shine(curve((26, 44), (38, 40.8), (54, 40), (52, 41.4), (38, 42.6), closed=True), 0.35)
    c.shadow(40, 45, 11, 1, 0.3)
    c.fill(polygon((28, 41.6), (50, 41.6), (52, 45), (29, 45)), Paint(mix(accent.base, SHADE, 0.1)), "down")
    c.fill(polygon((28, 39.4), (50, 39.4), (52, 42.8), (29, 42.8)), Paint((240, 234, 222)), "down")
    c.fill(polygon((27.6, 38.6), (50, 38.6), (52, 41.4), (28.8, 41.4)), accent, "down")
    c.shadow(64, 45.6, 5.6, 0.9, 0.3)
    c.fill(turned(64, (5.6, 34), (5.4, 40), (3.6, 45.6)), colour("chalk"))
    c.fill(ellipse(64, 34, 5.6, 1.3), Paint((206, 198, 184)), "flat")
    c.fill(ellipse(64, 34.3, 4.6, 0.9), Paint((104, 70, 48)), "flat")
    c.stroke(curve((69.4, 36), (72.6, 36.6), (71.6, 40.4), (68.6, 41)), 1, colour("chalk"))


def bench(c: Canvas, body: Paint, accent: Paint) -> None:
    """In a hall, a cushion on it and shoes beneath."""
    c.room(78)
    for x in (30, 50, 70):
        c.lift(rect(x - 1, 20, 2, 2), 1.2)
        c.fill(ellipse(x, 21, 1.7), body, "round")
    c.lift(rect(45.6, 22, 9, 18, 3), 2, 0.26)
    c.stroke(curve((47, 34), (48, 24), (50, 21.6), (52, 24), (53, 34)), 0.9, accent)
    c.fill(rect(43.6, 33, 13, 12, 2), accent.mixed(WHITE, 0.15))
    c.shadow(50, 89, 40, 1.7)
    for x, paint in ((20, Paint(body.dark)), (78, Paint(body.dark)), (13, body), (84, body)):
        c.fill(polygon((x - 1.6, 66), (x + 2.2, 66), (x + 1.2, 89), (x - 1, 89)), paint)
    c.fill(rect(15, 68.6, 70, 2.6, 0.6), Paint(body.dark), "down")
    c.fill(rect(8, 62.6, 84, 5, 1.2), body, "down")
    c.shine(rect(10, 63.2, 78, 0.5, 0.2), 0.4)
    c.fill(rect(18, 57, 38, 6.4, 3), accent, "down")
    c.tint(rect(20, 59.8, 34, 0.5), SHADE, 0.18)
    for x in (64, 72):
        c.fill(
            curve((x - 3, 88.4), (x - 3, 85), (x - 0.6, 83.4), (x + 1.6, 86), (x + 4.6, 87), (x + 4.8, 88.8)),
            colour("ink"),
            "down",
        )


def armchair(c: Canvas, body: Paint, accent: Paint) -> None:
    """A wooden frame with a padded seat and back."""
    c.room(80)
    c.shadow(52, 91, 32, 2)
    for x, lean in ((27, -3), (75, 3)):
        c.stroke([(x, 60), (x + lean, 91)], 3, Paint(body.dark), "across")
    c.fill(rotated(rect(26, 18, 48, 50, 9), 0, 50, 40), Paint(accent.dark), "across")
    c.fill(rect(27, 17, 46, 48, 9), accent, "down")
    for x in (39, 51, 63):
        c.tint(polygon((x - 1.2, 20), (x - 0.4, 20), (x - 0.6, 62), (x - 1.4, 62)), SHADE, 0.16, blur=0.4)
    c.shine(curve((31, 24), (38, 19.6), (62, 19.6), (60, 21.6), (38, 22.4), closed=True), 0.22)
    c.fill(rect(24, 58, 52, 14, 6), accent, "down")
    c.tint(rect(25, 57, 50, 2.4, 1), SHADE, 0.3, blur=0.8)
    c.fill(rect(22, 72, 56, 4.6, 1), body, "down")
    for x in (19, 77.4):
        c.stroke([(x + 1.6, 52), (x + (0.4 if x < 50 else 2.8), 91)], 3.6, body)
        c.fill(rect(x - 3.2, 48.6, 10.2, 4.6, 2.2), body, "down")
    seam(c, [(28, 70.4), (72, 70.4)], Paint(accent.light), stitch=1)
    c.lift(rect(38, 40, 22, 18, 4), 1.4, 0.25)
    pillow = curve((38, 41), (49, 42.6), (60, 41), (58.8, 50), (60, 59), (49, 57.6), (38, 59), (39.2, 50), closed=True)
    c.fill(pillow, Paint(mix(accent.base, WHITE, 0.55), contrast=0.16), "round")
    leaf(c, 92, 80, 26, 9, -8, LEAF_DEEP)
    leaf(c, 93, 80, 20, 8, 24, LEAF)
    leaf(c, 91, 80, 16, 7, -42, LEAF)
    c.fill(cone(92, 78, 91, 7, 5.4), colour("terracotta"))
