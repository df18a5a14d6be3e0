"""For nights outside."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, FLAME, LEAF_DEEP, RUBBER, STEEL, dyed
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, cone, curve, ellipse, polygon, rect, turned


def tent(c: Canvas, body: Paint, accent: Paint) -> None:
    """Pitched between trees, its door open."""
    sky = mix(c.wall, (250, 226, 190), 0.5)
    c.image.paste(sky, (0, 0, *c.image.size))
    c.tint(ellipse(72, 28, 9), (255, 244, 214), 0.95)
    c.tint(ellipse(72, 28, 18), (255, 240, 200), 0.4, blur=4)
    for y, tone in ((56, 0.2), (64, 0.42)):
        c.fill(
            [
                *curve((-4, y + 4), (16, y - 10), (34, y), (54, y - 14), (78, y - 2), (104, y - 12)),
                (104, 100),
                (-4, 100),
            ],
            Paint(mix(sky, (84, 108, 96), tone)),
            "down",
        )
    for x, height, tone in ((10, 40, 0.1), (90, 46, 0.0), (80, 30, 0.2)):
        for n in range(4):
            top, half = 76 - height + n * height * 0.2, 4 + n * 2.4
            c.fill(
                polygon((x, top), (x + half, top + height * 0.34), (x - half, top + height * 0.34)),
                LEAF_DEEP.mixed(sky, 0.12 + tone),
            )
    c.fill([*curve((-4, 76), (30, 73), (70, 75), (104, 72)), (104, 104), (-4, 104)], Paint((150, 152, 106)), "down")
    cloth = dyed(body, accent)
    c.shadow(50, 88, 38, 2.6)
    c.fill(polygon((50, 34), (72, 40), (90, 86), (70, 88)), Paint(cloth.dark, cloth.texture), "across")
    c.fill(polygon((50, 34), (18, 88), (82, 88)), cloth, "across")
    c.fill(polygon((50, 46), (38, 88), (62, 88)), Paint((72, 54, 44)), "down")
    c.tint(polygon((50, 58), (42, 88), (58, 88)), (255, 214, 140), 0.55, blur=1.6)
    c.fill(polygon((50, 46), (38, 88), (30, 88), (45, 54)), Paint(cloth.light, cloth.texture), "across")
    c.fill(polygon((50, 46), (62, 88), (70, 88), (55, 54)), Paint(cloth.base, cloth.texture), "across")
    for x1, x2 in ((18, 8), (82, 94)):
        c.stroke([(50 + (x1 - 50) * 0.45, 58), (x2, 90)], 0.35, Paint((236, 230, 216)), "flat")
        c.stroke([(x2 - 0.6, 88.6), (x2 + 0.6, 92)], 0.9, Paint((120, 92, 62)))
    c.stroke([(50, 30), (50, 36)], 1, Paint((120, 92, 62)))
    c.fill(polygon((50, 29), (58, 31), (50, 33)), accent)


def flask(c: Canvas, body: Paint, accent: Paint) -> None:
    """With its cup beside it."""
    c.room(78)
    c.shadow(43, 89, 14, 1.8)
    c.fill(turned(43, (10.4, 32), (14, 38), (14.4, 50), (14.4, 76), (14, 86), (12.6, 89)), accent, "across")
    c.fill(rect(28.6, 78, 28.8, 11, 2.6), body)
    c.fill(rect(32, 27, 22, 7, 2), body)
    c.fill(rect(33, 13, 20, 15, 3.4), body)
    for n in range(7):
        c.tint(rect(34.6 + n * 2.6, 15, 0.6, 11), SHADE, 0.14)
    c.shine(rect(32.6, 40, 2.6, 37, 1.3), 0.35)
    c.tint(rect(28.6, 60, 28.8, 5), WHITE, 0.25)
    c.stroke(curve((54, 20), (62, 26), (60, 34)), 1.8, BRASS)
    c.shadow(74, 89, 10, 1.5)
    c.fill(cone(74, 70, 89, 10, 8.4), body)
    c.fill(ellipse(74, 70, 10, 2.4), Paint(body.light), "across")
    c.fill(ellipse(74, 70.6, 8.6, 1.8), Paint((104, 66, 40)), "across")
    for dx, height in ((-3, 9), (1, 13), (4, 8)):
        wave = curve(
            (74 + dx, 66), (72.6 + dx, 66 - height * 0.4), (75.4 + dx, 66 - height * 0.7), (74 + dx, 66 - height)
        )
        c.tint(wave + [(x + 1, y) for x, y in reversed(wave)], WHITE, 0.5, blur=0.5)


def headlamp(c: Canvas, body: Paint, accent: Paint) -> None:
    """Switched on."""
    c.room(80)
    c.shadow(50, 84, 28, 2)
    c.stroke(arc(50, 44, 32, 26, pi * 0.9, pi * 2.1), 7.6, accent.mixed(SHADE, 0.35))
    c.stroke(arc(50, 44, 31, 33, pi * 0.06, pi * 0.94), 8.4, accent)
    for n in range(22):
        angle = pi * (0.08 + n * 0.84 / 21)
        ((x, y),) = arc(50, 44, 31, 33, angle, angle, 1)[:1]
        c.tint(ellipse(x, y, 0.5, 1.4), WHITE, 0.4)
    c.tint(ellipse(50, 74, 24, 18), (255, 240, 190), 0.5, blur=5)
    c.fill(rect(29, 60, 42, 25, 8), RUBBER, "down")
    c.fill(rect(31, 60.6, 38, 22, 7), body, "down")
    c.fill(ellipse(45, 71.6, 8.6), Paint((70, 66, 62)), "round")
    c.fill(ellipse(45, 71.6, 7), Paint((255, 248, 222)), "round")
    c.tint(ellipse(45, 71.6, 4), WHITE, 0.9)
    for n in range(8):
        angle = n * pi / 4
        (inner,), (outer,) = arc(45, 71.6, 2, 2, angle, angle, 1)[:1], arc(45, 71.6, 6.6, 6.6, angle, angle, 1)[:1]
        c.stroke([inner, outer], 0.3, Paint((236, 214, 160)), "flat")
    c.fill(ellipse(61, 68, 3), Paint((196, 52, 40)), "round")
    c.shine(ellipse(60.2, 67, 0.8), 0.6)
    c.fill(rect(57, 75, 9, 3.4, 1.7), accent, "down")


def camp_stove(c: Canvas, body: Paint, accent: Paint) -> None:
    """A burner on its canister, a pot on the flame."""
    c.room(80)
    c.shadow(50, 91, 20, 2)
    c.fill(rect(33, 72, 34, 19, 5), accent, "across")
    c.fill(rect(37, 68.6, 26, 5, 2.4), STEEL)
    c.tint(rect(33, 80, 34, 4), WHITE, 0.6)
    c.shine(rect(36.6, 74, 2, 14, 1), 0.35)
    c.fill(rect(47, 58, 6, 11, 1.4), BRASS)
    c.stroke([(53, 63), (66, 63), (70, 60)], 1.1, STEEL)
    c.fill(rect(44, 54.6, 12, 4.6, 1.6), body)
    for side in (-1, 1):
        c.stroke([(50 + side * 5, 58), (50 + side * 19, 52), (50 + side * 19, 49)], 1.4, STEEL)
    c.tint(ellipse(50, 52, 16, 5), (120, 170, 240), 0.5, blur=1.6)
    for n in range(-4, 5):
        x = 50 + n * 3
        c.fill(
            curve((x - 1.3, 55), (x - 1, 51), (x, 48 - (n % 2)), (x + 1, 51), (x + 1.3, 55)),
            Paint((110, 160, 226), clear=0.2),
            "down",
        )
        c.fill(curve((x - 0.6, 55), (x, 51), (x + 0.6, 55)), FLAME, "flat")
    c.fill(curve((26, 26), (26.4, 40), (28, 46), (31, 48.4)) + curve((69, 48.4), (72, 46), (73.6, 40), (74, 26)), body)
    c.fill(rect(24, 23, 52, 3.6, 1.8), body)
    c.fill(curve((26, 23), (34, 19.6), (50, 18.4), (66, 19.6), (74, 23)), body)
    c.fill(rect(45.6, 14.6, 8.8, 4, 1.8), accent)
    c.shine(polygon((30, 28), (33, 28), (34, 45), (32, 45)), 0.4)
    c.stroke([(74, 32), (90, 29)], 2.6, accent)
    for dx in (-8, 0, 9):
        wave = curve((50 + dx, 15), (48.4 + dx, 10), (51.4 + dx, 6), (50 + dx, 1))
        c.tint(wave + [(x + 1.2, y) for x, y in reversed(wave)], WHITE, 0.45, blur=0.6)
