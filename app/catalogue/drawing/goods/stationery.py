"""Things to write with and on."""

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import BRASS, INK_LINE, RUBBER, STEEL, colour, dyed, seam
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import Path, curve, ellipse, polygon, rect, rotated


def pencil(c: Canvas, x: float, y: float, length: float, degrees: float, paint: Paint) -> None:
    """A pencil whose point is at `x`, `y`, pointing up at 0 degrees."""

    def put(path: Path) -> Path:
        return rotated(path, degrees, x, y)

    c.lift(put(rect(x - 1.5, y + 3, 3, length - 3, 0.5)), 0.9, 0.3)
    c.fill(put(polygon((x, y), (x + 1.5, y + 5), (x - 1.5, y + 5))), Paint((224, 192, 150)))
    c.fill(put(polygon((x, y), (x + 0.5, y + 1.7), (x - 0.5, y + 1.7))), Paint(paint.dark))
    c.fill(put(rect(x - 1.5, y + 5, 3, length - 8)), paint)
    c.shine(put(rect(x - 0.8, y + 5, 0.5, length - 8)), 0.4)
    c.fill(put(rect(x - 1.6, y + length - 3.4, 3.2, 1.8)), STEEL)
    c.fill(put(rect(x - 1.5, y + length - 1.8, 3, 2.4, 0.8)), colour("rose"))


def notebook(c: Canvas, body: Paint, accent: Paint) -> None:
    """Closed by a band, with a pencil beside it."""
    c.room(100)
    tilt = -8
    cover = dyed(body, accent)

    def put(path: Path) -> Path:
        return rotated(path, tilt, 48, 50)

    c.lift(put(rect(24, 16, 48, 68, 2)), 2.6, 0.42)
    c.fill(put(rect(26.4, 17.4, 47, 68, 1)), Paint((246, 240, 228), contrast=0.1))
    for n in range(5):
        c.tint(put(rect(72 + n * 0.28, 18, 0.12, 66)), SHADE, 0.35)
    c.fill(put(rect(24, 16, 48, 68, 2.2)), cover, "down")
    c.tint(put(rect(24, 16, 5, 68, 1.6)), SHADE, 0.16)
    c.shine(put(rect(29.4, 16.6, 0.5, 66.8)), 0.25)
    c.fill(put(rect(38, 28, 22, 14, 1)), Paint((246, 240, 228), contrast=0.06), "down")
    for y in (33, 36.6):
        c.tint(put(rect(41, y, 16, 0.5)), INK_LINE, 0.5)
    c.fill(put(rect(64, 15.6, 2, 68.8)), Paint(mix(accent.base, SHADE, 0.45)), "across")
    c.fill(put(polygon((33, 83), (35.4, 83), (35.4, 92), (34.2, 90.6), (33, 92))), colour("terracotta"), "flat")
    pencil(c, 82, 22, 58, 6, colour("ochre"))


def fountain_pen(c: Canvas, body: Paint, accent: Paint) -> None:
    """On paper it has just written on; its cap beside it."""
    c.room(100)
    sheet = rotated(rect(12, 8, 70, 88), 5, 50, 50)
    c.lift(sheet, 1, 0.22)
    c.fill(sheet, Paint((251, 248, 240), contrast=0.03), "down")
    for n in range(4):
        y = 22 + n * 9
        x = 22.0
        while x < (50 if n == 3 else 66):
            # A word: up and down strokes of uneven height, and now and then a tall letter.
            word = [(x, y)]
            for _ in range(c.random.randint(3, 7)):
                x += c.random.uniform(0.7, 1.2)
                tall = c.random.random() < 0.25
                word += [(x, y - c.random.uniform(2.6, 3.6) if tall else y - c.random.uniform(1, 1.8)), (x + 0.5, y)]
            c.stroke(rotated(curve(*word), 5, 50, 50), 0.42, Paint(mix(accent.base, SHADE, 0.35)), "flat")
            x += 2.4

    def put(path: Path) -> Path:
        return rotated(path, 52, 52, 66)

    c.lift(put(rect(49, 34, 7, 54, 3)), 2.2, 0.4)
    c.fill(put(polygon((52.4, 90), (50, 80), (50.6, 77), (54.4, 77), (55, 80))), BRASS)
    c.stroke(put([(52.4, 88), (52.4, 81)]), 0.25, Paint(SHADE), "flat")
    c.tint(put(ellipse(52.4, 80.6, 0.6)), SHADE, 0.7)
    c.fill(put(polygon((50, 78), (54.9, 78), (55.7, 66), (49.1, 66))), RUBBER)
    c.fill(put(rect(48.7, 64, 7.5, 2.6, 0.6)), BRASS)
    c.fill(put(rect(48.9, 36, 7.1, 29, 1.5)), accent)
    c.fill(put(rect(49.2, 30, 6.5, 7, 2.6)), body)
    c.shine(put(rect(50.4, 36, 1.1, 28)), 0.5)
    c.lift(rotated(rect(72, 58, 8, 28, 3.4), -24, 76, 72), 1.8, 0.36)
    c.fill(rotated(rect(72, 58, 8, 28, 3.4), -24, 76, 72), body)
    c.fill(rotated(rect(72, 80, 8, 2.4, 0.4), -24, 76, 72), BRASS)
    c.fill(rotated(rect(77, 61, 1.5, 17, 0.7), -24, 76, 72), BRASS)


def pencil_case(c: Canvas, body: Paint, accent: Paint) -> None:
    """Half open."""
    c.room(100)
    for x, degrees, name in ((36, -14, "ochre"), (45, -4, "sea green"), (54, 3, "terracotta"), (63, 12, "slate blue")):
        pencil(c, x, 14 + abs(degrees) * 0.5, 46, degrees, colour(name))
    cloth = dyed(body, accent)
    case = rect(14, 40, 72, 40, 9)
    c.lift(case, 2.6, 0.42)
    c.fill(case, cloth, "down")
    c.fill(polygon((24, 45), (76, 45), (74, 50), (26, 50)), Paint(mix(cloth.dark, SHADE, 0.5)), "flat")
    c.fill(rect(16, 47.6, 68, 3.4, 1.6), Paint(mix(cloth.dark, SHADE, 0.2)), "down")
    for n in range(40):
        c.tint(rect(18 + n * 1.6, 48.2, 0.9, 2), BRASS.light, 0.85)
    c.fill(rect(70, 47, 6, 4.4, 1.4), BRASS)
    c.stroke(curve((73, 51), (74.4, 56), (73, 61)), 1.6, accent.mixed(SHADE, 0.25))
    seam(c, [(20, 76.4), (80, 76.4)], Paint(cloth.light))
    seam(c, [(20, 54.6), (80, 54.6)], Paint(cloth.light))
    c.fill(rect(38, 61, 20, 9, 1), body.mixed(WHITE, 0.1), "down")
    seam(c, [(39.2, 62.4), (56.8, 62.4)], Paint(cloth.dark), stitch=0.8)
    seam(c, [(39.2, 68.6), (56.8, 68.6)], Paint(cloth.dark), stitch=0.8)


def ruler(c: Canvas, body: Paint, accent: Paint) -> None:
    """On a plan, with a pencil."""
    c.room(100)
    sheet = rotated(rect(8, 12, 84, 76), -4, 50, 50)
    c.lift(sheet, 1, 0.22)
    c.fill(sheet, Paint((250, 246, 237), contrast=0.03), "down")
    for n in range(12):
        c.tint(rotated(rect(14 + n * 6.6, 14, 0.2, 72), -4, 50, 50), (150, 180, 190), 0.4)
        c.tint(rotated(rect(10, 18 + n * 6, 80, 0.2), -4, 50, 50), (150, 180, 190), 0.4)
    c.stroke(rotated([*rect(24, 24, 34, 20), (24, 24)], -4, 50, 50), 0.6, Paint(mix(accent.base, SHADE, 0.2)), "flat")
    c.stroke(
        rotated(curve((58, 44), (70, 42), (76, 30), (70, 24), (58, 24)), -4, 50, 50),
        0.6,
        Paint(mix(accent.base, SHADE, 0.2)),
        "flat",
    )

    def put(path: Path) -> Path:
        return rotated(path, -18, 50, 64)

    c.stroke(put(curve((91, 65), (96, 68), (95, 74), (92, 70))), 0.9, accent)
    c.lift(put(rect(8, 58, 84, 11, 0.8)), 1.8, 0.4)
    c.fill(put(rect(8, 58, 84, 11, 0.8)), body, "down")
    for n in range(76):
        tall = 4.2 if n % 10 == 0 else 3 if n % 5 == 0 else 1.8
        c.tint(put(rect(9.4 + n, 58, 0.25, tall)), SHADE, 0.75)
    c.tint(put(ellipse(89, 64.6, 1.4)), SHADE, 0.65)
    c.shine(put(rect(9, 67.8, 82, 0.5)), 0.35)
    pencil(c, 60, 46, 44, 118, accent)
