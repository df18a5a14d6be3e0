"""Bowls, plates and mugs."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import PAPER, dyed, opening, steam
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, cone, curve, ellipse, polygon, rect, turned


def bowl(c: Canvas, body: Paint, accent: Paint) -> None:
    """Glazed in its colour inside; on a smaller one."""
    c.room(72)
    c.shadow(50, 83, 20, 2)
    for y, radius, paint in ((66, 24, accent), (55, 29, body)):
        c.fill(rect(50 - radius * 0.42, y + 13.6, radius * 0.84, 4, 1), Paint(paint.dark), texture=False)
        sides = curve(
            (50 - radius, y), (50 - radius * 0.9, y + 8), (50 - radius * 0.55, y + 15), (50 - radius * 0.3, y + 17)
        )
        right = [(100 - x, py) for x, py in reversed(sides)]
        c.fill(sides + right, paint)
        c.shine(
            curve(
                (50 - radius * 0.86, y + 4),
                (50 - radius * 0.74, y + 4),
                (50 - radius * 0.5, y + 13),
                (50 - radius * 0.6, y + 12),
                closed=True,
            ),
            0.32,
        )
    c.fill(ellipse(50, 55, 29, 7), body)
    c.fill(ellipse(50, 55.2, 27.4, 6), Paint(mix(accent.base, SHADE, 0.16)), "across")
    c.tint(arc(50, 55.2, 27.4, 6, pi, 2 * pi), SHADE, 0.22, blur=0.8)
    c.shine(curve((60, 57.6), (70, 57), (73, 55.4), (70, 58.4), (62, 59.6), closed=True), 0.3)


def plate(c: Canvas, body: Paint, accent: Paint) -> None:
    """From above, on a napkin, with a fork and a knife."""
    c.room(100)
    napkin = polygon((10, 14), (86, 10), (90, 88), (14, 92))
    c.lift(napkin, 1.2, 0.22)
    c.fill(napkin, dyed(Paint(PAPER.base, contrast=0.08), accent).mixed(WHITE, 0.55), "down")
    for y in (16, 84):
        c.tint(polygon((10.6, y + 2), (89, y - 2), (89, y - 1), (10.6, y + 3)), WHITE, 0.5)
    for radius, paint, light in ((33, body, "round"), (31.6, accent, "round"), (29.6, body, "round")):
        if radius == 33:
            c.lift(ellipse(50, 50, radius), 2.4, 0.4)
        c.fill(ellipse(50, 50, radius), paint, light)
    c.tint(ellipse(50.6, 50.8, 21.6), SHADE, 0.16, blur=0.9)
    c.fill(ellipse(50, 50, 20.6), Paint(mix(body.base, WHITE, 0.25), body.texture, 0.12), "round")
    c.shine(arc(50, 50, 27.4, 27.4, pi * 1.05, pi * 1.4) + arc(50, 50, 26, 26, pi * 1.05, pi * 1.4)[::-1], 0.6)
    metal = Paint((176, 180, 182), contrast=0.4)
    c.lift(rect(7.6, 26, 2.4, 50, 1.2), 1)
    c.fill(rect(7.8, 44, 2.2, 34, 1.1), metal)
    for dx in (-1.8, -0.2, 1.4):
        c.stroke([(8.9 + dx + 0.2, 26), (8.9 + dx + 0.2, 38)], 0.8, metal)
    c.fill(curve((6.6, 37), (11.2, 37), (10, 45), (7.8, 45), closed=True), metal)
    c.lift(rect(90.4, 24, 3, 54, 1.2), 1)
    c.fill(curve((91, 50), (90.6, 36), (91.6, 24), (94, 30), (94, 50), closed=True), metal)
    c.fill(rect(91, 49, 2.8, 29, 1.3), metal)


def mug(c: Canvas, body: Paint, accent: Paint) -> None:
    """Dipped in its colour, and hot."""
    c.room(74)
    c.shadow(46, 83, 20, 2)
    c.stroke(arc(66, 60, 11, 12, -pi * 0.42, pi * 0.42), 4.4, accent, "across")
    c.stroke(arc(66, 60, 11, 12, -pi * 0.36, 0), 0.7, Paint(accent.light), "flat")
    left, right = curve((25, 41), (25, 60), (25.6, 76), (30, 82.8)), curve((62, 82.8), (66.4, 76), (67, 60), (67, 41))
    c.fill(left + right, body)
    dip = curve((25, 60), (33, 62), (42, 59), (52, 62.4), (60, 60), (67, 61))
    below = [point for point in right if point[1] > 61][::-1] + [point for point in left if point[1] > 60][::-1]
    c.fill(dip + below, Paint(accent.base, contrast=0.3))
    c.shine(polygon((29, 45), (32.6, 45), (33.6, 76), (31, 76)), 0.4)
    opening(c, 46, 41, 21, 4.8, body, 1.3)
    c.fill(ellipse(46, 42.4, 18.6, 3), Paint((96, 62, 42), contrast=0.2), "across")
    steam(c, 46, 38)


def carafe(c: Canvas, body: Paint, accent: Paint) -> None:
    """With a collar in its colour; a glass beside it."""
    c.room(74)
    c.shadow(42, 84, 17, 2)
    outline = turned(42, (9, 18), (6.8, 25), (6.2, 34), (9, 44), (16, 56), (19, 68), (18, 79), (14, 84))
    if body.clear:
        c.fill(turned(42, (8.4, 44), (15.4, 56), (18.2, 68), (17.2, 79), (13, 83.4)), Paint((178, 208, 214), clear=0.4))
        c.fill(ellipse(42, 44.6, 8.6, 1.8), Paint((216, 234, 236), clear=0.3), "flat")
    c.fill(outline, body)
    c.fill(rect(34.8, 29, 14.4, 8.4, 1.6), accent)
    c.shine(rect(36.6, 30, 1.8, 6.4, 0.9), 0.4)
    c.shine(curve((29, 60), (32, 54), (30.8, 66), (31.4, 78), (27.4, 70), closed=True), 0.5)
    opening(c, 42, 18, 9, 2.2, body, 0.9)
    c.shadow(73, 84, 9, 1.4)
    if body.clear:
        c.fill(cone(73, 68, 83, 8.4, 7.6), Paint((178, 208, 214), clear=0.45))
    c.fill(cone(73, 61, 84, 9, 7.6), body)
    opening(c, 73, 61, 9, 2, body, 0.8)
    c.shine(polygon((66.6, 65), (68.2, 65), (68.6, 81), (67.6, 81)), 0.5)


def tumbler(c: Canvas, body: Paint, accent: Paint) -> None:
    """Two of them: one dipped in its colour, one filled."""
    c.room(74)
    for cx, top, radius, bottom in ((37, 42, 14, 83), (68, 53, 12.6, 85)):
        c.shadow(cx, bottom, radius, 1.8)
        lower = radius * 0.84
        if cx == 68 and body.clear:
            c.fill(
                cone(cx, top + 9, bottom - 2, radius * 0.93, lower * 0.96), Paint(accent.base, contrast=0.3, clear=0.25)
            )
            c.fill(ellipse(cx, top + 9, radius * 0.93, 2), Paint(accent.light, clear=0.2), "flat")
        left = curve((cx - radius, top), (cx - lower - 0.6, bottom - 4), (cx - lower + 2, bottom + 0.6))
        right = [(2 * cx - x, y) for x, y in reversed(left)]
        c.fill(left + right, body)
        if cx == 37 or not body.clear:
            dip = top + (bottom - top) * 0.52
            below = [point for point in left if point[1] > dip]
            c.fill(below + [(2 * cx - x, y) for x, y in reversed(below)], Paint(accent.base, clear=body.clear * 0.35))
        if body.clear:
            c.tint(rect(cx - lower + 2, bottom - 2.4, 2 * lower - 4, 2.4, 1), WHITE, 0.35)
        opening(c, cx, top, radius, 2.9, body, 1)
        if body.clear:
            c.tint(ellipse(cx, top + 0.2, radius - 1, 2.3), WHITE, 0.45)
        c.shine(
            polygon(
                (cx - radius * 0.74, top + 6),
                (cx - radius * 0.5, top + 6),
                (cx - radius * 0.46, bottom - 6),
                (cx - radius * 0.62, bottom - 6),
            ),
            0.45,
        )
