"""What turns a bicycle into transport."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, LEATHER, OAK, RUBBER, STEEL, buckle, dyed, knob, seam
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, curve, ellipse, polygon, rect, rotated


def bell(c: Canvas, body: Paint, accent: Paint) -> None:
    """On a handlebar."""
    c.room(100)
    bar = rotated(rect(-10, 66, 120, 7.6, 3.8), -4, 50, 70)
    c.lift(bar, 4, 0.26)
    c.fill(bar, STEEL, "down")
    grip = rotated(rect(70, 64.6, 50, 10.4, 4), -4, 50, 70)
    c.fill(grip, accent, "down")
    for n in range(6):
        c.tint(rotated(rect(74 + n * 5, 64.8, 0.9, 10), -4, 50, 70), SHADE, 0.25)
    c.fill(rect(40, 64, 15, 12, 2), RUBBER, "down")
    c.fill(rect(45.6, 57, 4, 9, 1), STEEL)
    c.stroke([(64, 56), (76, 50)], 2, STEEL)
    knob(c, 77.4, 49.2, 3, accent)
    c.tint(ellipse(50, 60, 22, 4), SHADE, 0.3, blur=1.2)
    c.fill(curve((24, 58), (26, 42), (34, 30), (47.6, 25.6), (61, 30), (69, 42), (71, 58)), body)
    c.fill(ellipse(47.5, 58, 23.6, 4.6), Paint(body.dark), "across")
    c.fill(arc(47.5, 58, 23.6, 4.6, pi, 2 * pi), body)
    c.shine(curve((31, 50), (33, 40), (40, 31.6), (38, 41), (36.6, 52), closed=True), 0.6)
    c.tint(curve((60, 34), (66, 44), (67, 54), (62, 54), (61, 44), closed=True), SHADE, 0.16, blur=1)
    knob(c, 47.5, 26, 2.4, BRASS)


def pannier(c: Canvas, body: Paint, accent: Paint) -> None:
    """Rolled shut, on the hooks of a rack."""
    c.room(100)
    rack = Paint((70, 68, 66))
    c.lift(rect(6, 20, 88, 2.4, 1.2), 2, 0.25)
    c.stroke([(6, 21), (94, 21)], 2.4, rack)
    c.stroke([(24, 21), (38, 92)], 1.8, rack)
    c.stroke([(78, 21), (64, 92)], 1.8, rack)
    cloth = dyed(body, accent)
    bag = curve(
        (22, 34),
        (50, 32.6),
        (78, 34),
        (80, 58),
        (78, 82),
        (70, 90),
        (50, 91),
        (30, 90),
        (22, 82),
        (20, 58),
        closed=True,
    )
    c.lift(bag, 2.6, 0.4)
    c.fill(bag, cloth)
    for y in (23, 26.6):
        c.fill(rect(19 + (y - 23) * 0.2, y, 62 - (y - 23) * 0.4, 7.6, 3.6), Paint(cloth.base, cloth.texture), "down")
    for x in (30, 66):
        c.stroke(curve((x, 30), (x, 20), (x + 2, 17), (x + 4, 21)), 1.8, RUBBER)
    c.fill(rect(24, 58, 52, 24, 4), Paint(mix(cloth.base, SHADE, 0.08), cloth.texture), "down")
    seam(c, [(27, 60), (73, 60)], Paint(cloth.light))
    for x in (16, 80):
        c.fill(rect(x, 27, 5, 24, 1), LEATHER)
        buckle(c, x - 0.4, 42, 5.8, 5)
    c.fill(rect(33, 66, 34, 4, 1), Paint((236, 234, 224), contrast=0.3), "across")
    c.shine(polygon((28, 38), (31, 38), (31.6, 56), (28.6, 56)), 0.22)


def saddle(c: Canvas, body: Paint, accent: Paint) -> None:
    """From the side, on its springs."""
    c.room(80)
    c.fill(rect(43.6, 66, 6.4, 40, 1), STEEL)
    c.fill(rect(40.6, 62, 12.4, 7, 2), RUBBER, "down")
    c.stroke(curve((14, 46), (26, 62), (50, 64), (74, 62)), 2, STEEL)
    for cx in (78,):
        for n in range(6):
            c.stroke(arc(cx, 47 + n * 3.4, 6.6, 2, 0, pi), 1.5, STEEL)
        c.stroke([(cx - 8, 66.6), (cx + 8, 66.6)], 2, STEEL)
    top = curve(
        (7, 41),
        (10, 36),
        (24, 36.4),
        (44, 38),
        (62, 34),
        (78, 27),
        (90, 26),
        (96, 32),
        (95, 44),
        (88, 52),
        (78, 51),
        (66, 50),
        (52, 52),
        (38, 52),
        (26, 48),
        (12, 47),
        closed=True,
    )
    c.tint(curve((16, 50), (40, 58), (70, 56), (90, 54), (70, 52), (40, 54), closed=True), SHADE, 0.3, blur=1.4)
    c.fill(top, dyed(body, accent), "down")
    c.shine(
        curve(
            (12, 38.6),
            (28, 38.6),
            (46, 40),
            (64, 36),
            (82, 29),
            (80, 31.6),
            (62, 39),
            (44, 42.4),
            (26, 41),
            closed=True,
        ),
        0.24,
    )
    seam(
        c,
        [(14, 45), (26, 46), (26, 46), (40, 49.6), (40, 49.6), (64, 47.8), (64, 47.8), (90, 48)],
        Paint(mix(accent.base, WHITE, 0.5)),
    )
    for x, y in ((10.6, 41), (90, 31), (93, 37), (86, 48)):
        knob(c, x, y, 1.4, BRASS)


def lock(c: Canvas, body: Paint, accent: Paint) -> None:
    """A shackle, a bar and a key."""
    c.room(76)
    c.shadow(45, 87, 30, 2)
    shackle = [(24, 72), *arc(44, 36, 20, 20, pi, 2 * pi), (64, 72)]
    c.stroke(shackle, 7.4, body)
    c.stroke([(22.2, 70), *arc(44, 36, 21.6, 21.6, pi, pi * 1.7)], 1, Paint(mix(body.light, WHITE, 0.4)), "flat")
    c.fill(rect(10, 68, 68, 19, 6), accent, "down")
    c.fill(rect(10, 68, 9, 19, 4), RUBBER, "down")
    c.fill(rect(69, 68, 9, 19, 4), RUBBER, "down")
    c.shine(rect(21, 70, 46, 1.2, 0.6), 0.35)
    c.fill(ellipse(44, 78, 5.4), STEEL, "round")
    c.tint(ellipse(44, 77, 1.5), SHADE, 0.8)
    c.tint(polygon((43.3, 77), (44.7, 77), (45.3, 81), (42.7, 81)), SHADE, 0.8)
    c.shadow(88, 88, 7, 1)
    key = [(88, 74), (88, 88)]
    c.stroke(arc(88, 68, 5, 5.6, 0, 2 * pi), 2.4, BRASS)
    c.stroke(key, 2, BRASS)
    for y in (82, 86):
        c.stroke([(88, y), (91.4, y)], 1.7, BRASS)
    c.stroke(curve((84, 64), (80, 56), (84, 50)), 1, accent)


def pump(c: Canvas, body: Paint, accent: Paint) -> None:
    """A floor pump with its gauge."""
    c.room(84)
    c.shadow(50, 93, 24, 2)
    c.stroke(curve((56, 86), (80, 84), (84, 60), (72, 40), (63, 30), (66, 16)), 1.8, RUBBER)
    c.fill(rect(63.6, 10, 4.4, 9, 1.4), BRASS)
    c.fill(rect(48.6, 16, 2.8, 26), STEEL)
    c.fill(rect(28, 9, 44, 6.6, 3.2), OAK, "down")
    c.fill(rect(45, 8.4, 10, 7.8, 2), body, "across")
    c.fill(rect(43.6, 36, 12.8, 5, 1.6), body)
    c.fill(rect(44.6, 40, 10.8, 46, 1), accent)
    c.shine(rect(46.6, 42, 1.6, 40, 0.8), 0.4)
    c.tint(polygon((44.6, 56), (55.4, 52), (55.4, 55), (44.6, 59)), WHITE, 0.5)
    c.fill(rect(41.6, 82, 16.8, 6, 2), body)
    c.fill(polygon((40, 87), (60, 87), (74, 93), (26, 93)), Paint(mix(body.base, SHADE, 0.25)), "across")
    c.lift(ellipse(50, 74, 8.6), 1, 0.3)
    c.fill(ellipse(50, 74, 8.8), body, "round")
    c.fill(ellipse(50, 74, 7), Paint((250, 248, 242)), "flat")
    for n in range(9):
        angle = pi * (0.75 + n * 1.5 / 8)
        (inner,), (outer,) = arc(50, 74, 5.2, 5.2, angle, angle, 1)[:1], arc(50, 74, 6.4, 6.4, angle, angle, 1)[:1]
        c.stroke([inner, outer], 0.35, Paint(SHADE), "flat")
    c.stroke([(50, 74), (53.6, 70)], 0.7, Paint((190, 60, 44)), "flat")
    c.fill(ellipse(50, 74, 1), RUBBER, "flat")
