"""Toys without batteries."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, colour, dyed, knob
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import Path, arc, cone, curve, ellipse, polygon, rect, rotated


def train(c: Canvas, body: Paint, accent: Paint) -> None:
    """An engine and a wagon with blocks."""
    c.room(74)
    c.shadow(50, 84, 42, 1.8)
    c.fill(rect(6, 66, 28, 9, 1.6), body, "down")
    for x, name in ((8, "ochre"), (17, "sea green"), (26, "terracotta")):
        c.fill(rect(x, 56.6, 7.4, 9.6, 0.8), colour(name), "across")
    c.fill(ellipse(21.5, 53, 4.4, 3.7), colour("slate blue"), "round")
    c.stroke([(34, 71), (42, 71)], 1.6, BRASS)
    c.fill(rect(40, 67, 52, 8, 1.6), body, "down")
    c.fill(rect(58, 46, 32, 21, 9), accent, "down")
    c.fill(rect(88, 48, 4, 17, 1.8), body, "across")
    c.fill(rect(40, 36, 20, 31, 1.6), body)
    c.fill(rect(37, 31.6, 26, 5.4, 2.4), accent, "down")
    c.tint(rect(44.4, 41.6, 11.4, 11.4, 1.6), SHADE, 0.5)
    c.tint(rect(45, 42.2, 10.2, 10.2, 1.2), WHITE, 0.45)
    c.fill(cone(80, 32, 46.6, 4.8, 3.6), body)
    c.fill(rect(74.4, 29.6, 11.2, 3.6, 1.6), accent)
    c.fill(ellipse(69, 46.4, 4, 3.4), BRASS, "round")
    c.shine(rect(61, 48.4, 26, 1.4, 0.7), 0.4)
    for x, y, radius in ((88, 22, 4), (82, 15, 5.4), (90, 8, 6.4)):
        c.tint(ellipse(x, y, radius), WHITE, 0.6, blur=1)
    for x, radius in ((13, 5.4), (27, 5.4), (48, 7.6), (66, 5.4), (82, 5.4)):
        y = 84 - radius
        c.fill(
            ellipse(x, y, radius), accent if radius > 6 else Paint(mix(body.base, SHADE, 0.3), body.texture), "round"
        )
        c.fill(ellipse(x, y, radius * 0.62), body, "round")
        knob(c, x, y, 1.2, BRASS)


def building_blocks(c: Canvas, body: Paint, accent: Paint) -> None:
    """A gate with a tower."""
    c.room(74)
    c.shadow(50, 86, 36, 2)
    wood = body
    c.fill(rect(14, 62, 15, 24, 0.8), wood)
    c.fill(rect(52, 62, 15, 24, 0.8), accent)
    c.fill(rect(29.6, 78, 22, 8, 0.8), colour("ochre"), "down")
    arch = [(14, 62), (14, 46), (67, 46), (67, 62), (52, 62), *arc(40.5, 62, 11.5, 11.5, 2 * pi, pi, 24), (29, 62)]
    c.fill(arch, wood.mixed(accent.base, 0.0))
    c.tint(arc(40.5, 62, 12.4, 12.4, pi, 2 * pi) + arc(40.5, 62, 11.5, 11.5, 2 * pi, pi), SHADE, 0.3)
    c.fill(rect(19, 31, 15, 15, 0.8), colour("slate blue"))
    c.fill(polygon((16.6, 31), (26.5, 17), (36.4, 31)), colour("terracotta"))
    c.fill(rect(46, 30, 15, 16, 7.4), accent.mixed(WHITE, 0.12))
    c.fill(rect(46, 38, 15, 8), accent.mixed(WHITE, 0.12))
    c.fill(ellipse(53.5, 22.6, 7.4), colour("rose"), "round")
    c.shine(ellipse(51, 20, 1.6), 0.5)
    c.fill(rotated(rect(74, 70, 15.6, 15.6, 0.8), 0, 82, 78), wood)
    c.tint(
        polygon(
            (81.8, 73),
            (84, 77),
            (88, 77.4),
            (85, 80.4),
            (85.8, 84),
            (81.8, 82),
            (77.8, 84),
            (78.6, 80.4),
            (75.6, 77.4),
            (79.6, 77),
        ),
        accent.base,
        0.9,
    )
    c.fill(rotated(rect(70, 58, 22, 8, 0.8), -14, 80, 64), colour("sea green"), "down")
    for x, y in ((14, 62), (52, 62), (19, 31)):
        c.shine(rect(x + 0.8, y + 1, 0.8, 12, 0.4), 0.35)


def kite(c: Canvas, body: Paint, accent: Paint) -> None:
    """In the sky, its tail behind it."""
    c.image.paste((178, 206, 220), (0, 0, *c.image.size))
    c.tint([(0, 0), (100, 0), (100, 100), (0, 100)], mix(c.wall, WHITE, 0.4), 0.35)
    for x, y, size in ((22, 24, 9), (31, 26, 7), (78, 60, 10), (88, 62, 7), (68, 63, 6)):
        c.tint(ellipse(x, y, size, size * 0.5), WHITE, 0.75, blur=1.2)
    c.fill(
        [*curve((-4, 96), (14, 88), (34, 93), (56, 86), (80, 92), (104, 86)), (104, 104), (-4, 104)],
        Paint((128, 148, 98)),
        "down",
    )
    cloth = dyed(Paint(mix(body.base, WHITE, 0.2), body.texture, 0.12), accent)
    pale = Paint(mix(body.base, WHITE, 0.4), body.texture, 0.1)

    def put(path: Path) -> Path:
        return rotated(path, 18, 52, 40)

    top, right, bottom, left, middle = (52, 10), (74, 32), (52, 70), (30, 32), (52, 32)
    c.stroke(curve(put([bottom])[0], (34, 80), (44, 86), (26, 90), (34, 97)), 0.5, Paint((110, 96, 84)), "flat")
    for x, y, paint in ((37, 78, cloth), (41, 85, pale), (30, 88.6, cloth)):
        for side in (-1, 1):
            c.fill(polygon((x, y), (x + side * 4.4, y - 2), (x + side * 4.4, y + 2)), paint)
    c.stroke(curve(put([middle])[0], (66, 60), (84, 84), (98, 99)), 0.3, Paint((120, 110, 100)), "flat")
    for corners, paint in (
        ((top, right, middle), cloth),
        ((top, left, middle), pale),
        ((bottom, right, middle), pale),
        ((bottom, left, middle), cloth),
    ):
        c.fill(put(list(corners)), paint, "across")
    c.stroke(put([top, bottom]), 0.8, Paint((150, 112, 72)))
    c.stroke(put([left, right]), 0.8, Paint((150, 112, 72)))
    c.tint(put(ellipse(52, 32, 4)), mix(accent.dark, SHADE, 0.2), 0.9)
    c.tint(put(ellipse(52, 32, 2)), WHITE, 0.8)


def puzzle(c: Canvas, body: Paint, accent: Paint) -> None:
    """Almost done: hills under a moon, one piece to go."""
    c.room(100)
    frame = rect(12, 12, 76, 76, 2)
    c.lift(frame, 2.4, 0.4)
    c.fill(frame, body, "down")
    c.fill(rect(17, 17, 66, 66), Paint(mix(accent.base, WHITE, 0.55), contrast=0.1), "down")
    c.tint(ellipse(66, 32, 7), WHITE, 0.9)
    for y, paint in ((46, accent.mixed(WHITE, 0.3)), (56, accent), (67, accent.mixed(SHADE, 0.35))):
        hill = curve((17, y + 4), (28, y - 3), (40, y + 3), (54, y - 5), (68, y + 2), (83, y - 4))
        c.fill([*hill, (83, 83), (17, 83)], paint, "down")
    for n in range(1, 4):
        for m in range(4):
            place, start, side = 17 + n * 16.5, 17 + m * 16.5, 1 if (n + m) % 2 else -1
            c.stroke(_cut(start, place, side), 0.35, Paint(mix(SHADE, WHITE, 0.15)), "flat")
            down = [(x, y) for y, x in _cut(start, place, side)]
            c.stroke(down, 0.35, Paint(mix(SHADE, WHITE, 0.15)), "flat")
    gap = rect(66.5, 66.5, 16.5, 16.5)
    c.fill(gap, Paint(mix(body.base, SHADE, 0.28), body.texture), "down")
    c.tint(rect(66.5, 66.5, 16.5, 2), SHADE, 0.35, blur=0.5)
    piece = rotated(rect(76, 74, 16.5, 16.5, 0.6), 16, 84, 82)
    nose = rotated(ellipse(84.2, 72.4, 3), 16, 84, 82)
    for outline in (piece, nose):
        c.lift(outline, 2.2, 0.4)
    for outline in (piece, nose):
        c.fill(outline, accent.mixed(SHADE, 0.35), "down")


def _cut(start: float, place: float, side: int) -> Path:
    """The line between two pieces, from left to right, with its knob above or below."""
    middle = start + 8.25
    nose = arc(middle, place + side * 2.2, 2.6, 2.4, pi * (1 + side * 0.17), pi * (1 + side * 0.17 - side * 1.34), 16)
    return [(start, place), (middle - 2.2, place), *nose, (middle + 2.2, place), (start + 16.5, place)]
