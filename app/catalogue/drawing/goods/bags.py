"""Bags for every day."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, LEATHER, buckle, dyed, loop, seam, stitched
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, curve, ellipse, polygon, rect


def backpack(c: Canvas, body: Paint, accent: Paint) -> None:
    """From the front, its flap closed by two straps."""
    cloth = dyed(body, accent)
    straps = LEATHER if body.base != LEATHER.base else Paint(mix(accent.base, SHADE, 0.35))
    c.room(80)
    c.shadow(50, 89.5, 27, 2.2)
    for side in (-1, 1):
        c.stroke(
            curve((50 + side * 14, 24), (50 + side * 30, 36), (50 + side * 31, 62), (50 + side * 25, 80)), 3.4, straps
        )
    c.stroke(arc(50, 18, 7, 7, pi, 2 * pi), 2, straps)
    c.fill(
        curve(
            (27, 30),
            (32, 20),
            (50, 16.6),
            (68, 20),
            (73, 30),
            (76, 60),
            (75, 82),
            (70, 89),
            (50, 89.6),
            (30, 89),
            (25, 82),
            (24, 60),
            closed=True,
        ),
        cloth,
    )
    c.fill(rect(30, 60, 40, 25, 5), Paint(mix(cloth.base, WHITE, 0.06), cloth.texture, cloth.contrast), "down")
    stitched(c, 31.4, 61.4, 37.2, 22.2, Paint(cloth.light))
    flap = curve((26, 28), (32, 19), (50, 16), (68, 19), (74, 28)) + curve(
        (75, 46), (70, 53), (50, 55), (30, 53), (25, 46)
    )
    c.lift(flap, 1.2, 0.34)
    c.fill(flap, cloth, "down")
    seam(c, [(31, 50.6), (69, 50.6)], Paint(cloth.light))
    for x in (36, 60):
        c.fill(rect(x, 40, 4.4, 26, 1), straps)
        buckle(c, x - 0.4, 56, 5.2, 5)
    c.fill(rect(43, 33, 14, 7, 1), straps, "down")
    c.shine(curve((30, 30), (34, 23), (44, 20.4), (42, 22.4), (36, 26), closed=True), 0.2)


def tote(c: Canvas, body: Paint, accent: Paint) -> None:
    """Hanging from a peg, with a print on it."""
    c.room(100)
    c.fill(ellipse(50, 9, 3), BRASS, "round")
    back = Paint(mix(accent.base, SHADE, 0.2))
    c.stroke(curve((34, 40), (40, 16), (50, 8), (60, 16), (66, 40)), 2.2, back)
    sides = polygon((22, 38), (78, 38), (82, 88), (18, 88))
    c.lift(sides, 3, 0.34)
    c.fill(sides, body, "across")
    c.fill(
        polygon((22, 38), (78, 38), (78.4, 43), (21.6, 43)), Paint(mix(body.base, SHADE, 0.08), body.texture), "across"
    )
    c.stroke(curve((36, 44), (42, 18), (50, 9.6), (58, 18), (64, 44)), 2.4, accent)
    for x in (33.6, 61.4):
        c.fill(rect(x, 40, 5, 8, 0.6), accent)
        stitched(c, x + 0.6, 40.8, 3.8, 6.4, Paint(accent.light))
    c.tint(ellipse(50, 66, 13), accent.base, 0.92)
    c.tint(arc(50, 66, 13, 13, 0, pi), SHADE, 0.14)
    c.tint(ellipse(50, 60, 4.6), WHITE, 0.75)
    for n in range(3):
        c.tint(
            curve((38, 69 + n * 3), (44, 67.6 + n * 3), (50, 69 + n * 3), (56, 67.6 + n * 3), (62, 69 + n * 3))
            + curve((62, 70 + n * 3), (56, 68.8 + n * 3), (50, 70.2 + n * 3), (44, 68.8 + n * 3), (38, 70 + n * 3)),
            WHITE,
            0.6,
        )
    for x in (32, 68):
        c.tint(polygon((x, 44), (x + 2, 44), (x + 1, 87), (x - 2, 87)), SHADE, 0.12, blur=0.9)
    seam(c, [(19.4, 85.6), (80.6, 85.6)], Paint(body.dark))


def satchel(c: Canvas, body: Paint, accent: Paint) -> None:
    """Two buckles and a long strap."""
    c.room(76)
    strap = Paint(mix(body.base, SHADE, 0.3))
    c.stroke(curve((18, 44), (10, 20), (34, 8), (66, 8), (90, 20), (82, 44)), 2.6, strap)
    c.shadow(50, 87, 34, 2.2)
    c.stroke(loop(50, 36, 11, 9), 2.6, strap)
    c.fill(rect(16, 36, 68, 51, 6), dyed(body, accent), "down")
    c.fill(rect(26, 62, 48, 21, 3), Paint(mix(dyed(body, accent).base, SHADE, 0.08), body.texture), "down")
    flap = curve((15, 38), (18, 34.6), (50, 34), (82, 34.6), (85, 38)) + curve(
        (85, 60), (80, 67), (50, 68), (20, 67), (15, 60)
    )
    c.lift(flap, 1.4, 0.36)
    c.fill(flap, dyed(body, accent), "down")
    seam(c, [(20, 64.4), (80, 64.4)], Paint(dyed(body, accent).light))
    seam(c, [(18, 38), (18, 60)], Paint(dyed(body, accent).light))
    seam(c, [(82, 38), (82, 60)], Paint(dyed(body, accent).light))
    for x in (29, 65):
        c.lift(rect(x, 46, 6, 32, 1), 0.8, 0.3)
        c.fill(rect(x, 46, 6, 32, 1), strap)
        buckle(c, x - 0.6, 67, 7.2, 6)
        for y in (50, 54, 58):
            c.tint(ellipse(x + 3, y, 0.5), SHADE, 0.6)
    for x in (16, 84):
        c.fill(ellipse(x, 44, 2.4), BRASS, "round")
    c.shine(curve((20, 40), (30, 37), (54, 36.6), (50, 38.4), (30, 39.4), closed=True), 0.22)


def wash_bag(c: Canvas, body: Paint, accent: Paint) -> None:
    """Standing by itself, a toothbrush and a comb looking out."""
    c.room(76)
    c.stroke([(38, 50), (33, 22)], 1.6, Paint((230, 224, 212)))
    c.fill(polygon((30.4, 14), (34, 13.4), (35.4, 21.4), (31.8, 22)), Paint((250, 250, 248)))
    c.fill(polygon((33, 13.6), (34.2, 13.4), (35.6, 21.4), (34.4, 21.6)), accent)
    c.fill(rect(58, 24, 7, 26, 1.4), Paint((196, 150, 92)))
    for n in range(7):
        c.tint(rect(58, 25.6 + n * 2.6, 4.6, 0.9), SHADE, 0.5)
    c.shadow(50, 87, 33, 2.4)
    bag = curve(
        (17, 52),
        (20, 46),
        (50, 44),
        (80, 46),
        (83, 52),
        (85, 72),
        (82, 85),
        (50, 87.4),
        (18, 85),
        (15, 72),
        closed=True,
    )
    c.fill(bag, body)
    c.fill(
        curve((15.6, 70), (50, 72), (84.4, 70), (84, 78), (81.4, 85), (50, 87.4), (18.6, 85), (16, 78), closed=True),
        dyed(Paint(body.base, body.texture), accent),
    )
    seam(c, [(17, 71.6), (50, 73.4), (50, 73.4), (83, 71.6)], Paint(accent.light))
    c.fill(curve((18, 50), (50, 47.4), (82, 50), (82, 53), (50, 50.8), (18, 53), closed=True), Paint(body.dark))
    for n in range(30):
        x = 20 + n * 2
        c.tint(rect(x, 50.6 - 1.4 * (1 - abs(x - 50) / 32), 1, 1.6), BRASS.light, 0.9)
    c.fill(rect(72, 48.6, 6, 4.4, 1.4), BRASS)
    c.stroke(curve((75, 53), (77, 58), (75.6, 63)), 1.8, accent)
    c.stroke(curve((16.6, 58), (10, 60), (10.4, 67), (15.6, 68)), 2.2, dyed(body, accent))
    c.fill(rect(40, 58, 20, 8, 1), LEATHER, "down")
    stitched(c, 41, 59, 18, 6, Paint(LEATHER.light))
