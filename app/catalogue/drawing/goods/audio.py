"""Sound for one and for a room."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, RUBBER, STEEL, knob
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, curve, ellipse, polygon, rect, rotated


def headphones(c: Canvas, body: Paint, accent: Paint) -> None:
    """From the front, on a stand of their own."""
    c.room(80)
    c.shadow(50, 90, 15, 1.6)
    c.fill(rect(48.4, 18, 3.2, 72), Paint(mix(c.table, SHADE, 0.35)))
    c.fill(rect(42, 19, 16, 3.4, 1.7), Paint(mix(c.table, SHADE, 0.35)), "down")
    c.fill(ellipse(50, 89, 15, 2.4), Paint(mix(c.table, SHADE, 0.3)), "across")
    c.stroke(arc(50, 50, 29, 33, pi * 0.98, pi * 2.02), 6.4, accent)
    c.stroke(arc(50, 50, 29, 33, pi * 1.1, pi * 1.55), 1, Paint(accent.light), "flat")
    for side in (-1, 1):
        x = 50 + side * 29
        c.stroke([(x, 46), (x, 56)], 2, STEEL)
        c.fill(rect(x - side * 9 - 5.6, 48, 11, 28, 5), accent.mixed(SHADE, 0.35), "across")
        c.fill(rect(x - 5.4, 46, 11, 32, 5.4), body, "across")
        c.fill(rect(x + side * 3.4 - 2, 53, 4, 18, 2), BRASS, "across", texture=False)
        c.shine(rect(x - 3.4, 50, 1.3, 22, 0.6), 0.3)
    c.stroke(curve((21, 78), (22, 86), (34, 88), (44, 94)), 0.8, RUBBER, "flat")


def speaker(c: Canvas, body: Paint, accent: Paint) -> None:
    """Two drivers in a box."""
    c.room(78)
    c.shadow(50, 88.5, 23, 2.2)
    c.fill(polygon((70, 16), (76, 19), (76, 85), (70, 88)), Paint(body.dark), "across", texture=False)
    c.fill(rect(28, 15, 43, 73, 2), body)
    c.fill(rect(31, 18, 37, 67, 1.6), Paint(mix(accent.base, SHADE, 0.06), contrast=0.16), "down")
    for y, radius in ((34, 9), (62, 15)):
        c.fill(ellipse(49.5, y, radius), STEEL, "round")
        c.fill(ellipse(49.5, y, radius - 1.2), RUBBER, "round")
        c.fill(ellipse(49.5, y, radius * 0.72), Paint((78, 72, 68), contrast=0.3), "round")
        c.fill(ellipse(49.5, y, radius * 0.32), Paint((46, 42, 40), contrast=0.4), "round")
        c.shine(ellipse(49.5 - radius * 0.16, y - radius * 0.18, radius * 0.08), 0.5)
        for n in range(4):
            (spot,) = arc(49.5, y, radius - 0.6, radius - 0.6, pi * (n / 2 + 0.25), pi * (n / 2 + 0.25), 1)[:1]
            c.fill(ellipse(*spot, 0.5), Paint((60, 56, 52)), "flat")
    c.tint(ellipse(49.5, 80.6, 1), BRASS.base, 1)
    c.shine(rect(29.2, 16, 0.7, 70), 0.35)


def turntable(c: Canvas, body: Paint, accent: Paint) -> None:
    """From above, a record playing."""
    c.room(100)
    plinth = rect(8, 18, 84, 64, 3)
    c.lift(plinth, 3, 0.42)
    c.fill(plinth, body, "down")
    c.shine(rect(9, 18.6, 82, 0.7), 0.4)
    c.tint(ellipse(42, 51.4, 29.4), SHADE, 0.4, blur=1)
    c.fill(ellipse(41, 50, 29), STEEL, "round")
    c.fill(ellipse(41, 50, 27.4), Paint((38, 35, 34), contrast=0.16), "round")
    for radius in (25, 22.6, 20, 17.4, 15, 12.6):
        c.stroke(arc(41, 50, radius, radius, 0, 2 * pi, 72), 0.25, Paint((84, 80, 78)), "flat")
    for start in (pi * 1.12, pi * 0.12):
        c.shine([(41, 50), *arc(41, 50, 26.6, 26.6, start, start + 0.3, 10)], 0.16)
    c.fill(ellipse(41, 50, 9.4), accent, "round")
    c.tint(arc(41, 50, 9.4, 9.4, 0, pi), WHITE, 0.25)
    c.fill(ellipse(41, 50, 1.1), STEEL, "round")
    c.fill(ellipse(80, 32, 6.4), STEEL, "round")
    c.fill(ellipse(80, 32, 3.6), RUBBER, "round")
    c.tint(polygon((81, 33), (83, 33), (73, 72), (60, 67), (62, 65)), SHADE, 0.22, blur=1)
    c.stroke(curve((80, 24), (80, 34), (77, 60), (68, 66), (61, 63)), 1.7, STEEL)
    c.fill(rotated(rect(56.6, 59, 6, 6.6, 0.8), -28, 60, 62), Paint((58, 54, 52)), "across")
    c.fill(rect(77.4, 18.8, 5.2, 6, 1.6), RUBBER)
    for x in (72, 80):
        knob(c, x, 75, 2.2, accent if x == 72 else STEEL)


def radio(c: Canvas, body: Paint, accent: Paint) -> None:
    """A box with two knobs and a strap."""
    c.room(76)
    c.stroke([(76, 34), (90, 8)], 1, STEEL)
    knob(c, 90, 8, 1.2, STEEL)
    c.stroke(arc(46, 36, 24, 14, pi, 2 * pi), 2.6, accent)
    c.shadow(50, 85, 37, 2.2)
    for x in (20, 76):
        c.fill(rect(x, 83, 5, 3.4, 1), RUBBER)
    c.fill(rect(12, 34, 76, 50, 7), body, "down")
    c.fill(rect(16, 38.6, 43, 41, 4), Paint(mix(accent.base, SHADE, 0.05), contrast=0.14), "down")
    for n in range(12):
        c.tint(rect(18, 41.6 + n * 3.05, 39, 1.1, 0.5), SHADE, 0.34)
    c.fill(rect(63, 39, 21, 13, 1.6), Paint((248, 240, 220), contrast=0.12), "down")
    for n in range(11):
        c.tint(rect(65 + n * 1.7, 42, 0.3, 3 if n % 5 else 4.6), SHADE, 0.7)
    c.tint(rect(73.6, 40, 0.7, 11), (196, 64, 44), 1)
    for y, radius in ((61, 6), (75.4, 4.6)):
        c.tint(ellipse(73.9, y + 0.8, radius + 0.4), SHADE, 0.4, blur=0.6)
        c.fill(ellipse(73.5, y, radius), BRASS, "round")
        c.fill(ellipse(73.5, y, radius * 0.74), Paint(BRASS.light), "round")
        c.stroke([(73.5, y), (73.5 + radius * 0.42, y - radius * 0.42)], 0.6, Paint(SHADE), "flat")
    c.shine(rect(18, 35, 64, 0.8, 0.4), 0.35)
