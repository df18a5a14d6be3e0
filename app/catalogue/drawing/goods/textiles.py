"""Woven things: folded, hung and spread out."""

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import OAK, STEEL, dyed, seam
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import curve, ellipse, polygon, rect, turned


def throw(c: Canvas, body: Paint, accent: Paint) -> None:
    """Over the arm of a sofa, its fringe hanging down."""
    cloth = dyed(body, accent)
    sofa = Paint(mix((214, 204, 190), body.base, 0.4), contrast=0.16)
    c.room(88)
    c.fill(rect(-10, 30, 66, 60, 10), Paint(mix(sofa.base, SHADE, 0.1), contrast=0.12), "down")
    c.fill(rect(-10, 62, 50, 16, 6), Paint(mix(sofa.base, WHITE, 0.12), contrast=0.14), "down")
    c.shadow(56, 92, 40, 1.6)
    c.fill(rect(34, 40, 54, 50, 13), sofa)
    c.fill(rect(40, 88, 4, 5, 1), OAK)
    c.fill(rect(78, 88, 4, 5, 1), OAK)
    c.lift(rect(44, 36, 32, 40, 4), 2, 0.3)
    c.fill(
        curve((43, 42), (46, 37.6), (60, 36.4), (74, 37.6), (77, 42), (77.6, 60), (77, 76))
        + curve((77, 76), (66, 77.4), (54, 75.6), (43, 77)),
        cloth,
        "down",
    )
    for y, width in ((48, 2.4), (52.4, 1), (66, 2.4), (70.4, 1)):
        c.tint(
            curve((43, y), (54, y - 0.8), (66, y + 0.6), (77, y))
            + curve((77, y + width), (66, y + width + 0.6), (54, y + width - 0.8), (43, y + width)),
            WHITE,
            0.55,
        )
    for x in (52, 61, 69):
        c.tint(
            [*curve((x, 38), (x + 1.4, 50), (x, 64), (x + 1, 76)), (x + 2.6, 76), (x + 1.6, 60), (x + 2.4, 40)],
            SHADE,
            0.12,
            blur=0.7,
        )
    for n in range(18):
        x = 43.8 + n * 1.9
        c.stroke([(x, 76.4), (x + (0.4 if n % 2 else -0.3), 82.6)], 0.8, cloth, "flat")


def cushion(c: Canvas, body: Paint, accent: Paint) -> None:
    """Plump, striped, with piping along its seam."""
    cloth = dyed(body, accent)
    c.room(78)
    c.shadow(51, 86, 29, 2.4)
    outline = curve(
        (18, 22),
        (34, 25.4),
        (50, 26),
        (66, 25.4),
        (82, 22),
        (78.8, 38),
        (78, 54),
        (79, 70),
        (82, 86),
        (66, 83),
        (50, 82.6),
        (34, 83),
        (18, 86),
        (21.4, 70),
        (22, 54),
        (21.2, 38),
        closed=True,
    )
    c.stroke([*outline, outline[0]], 1.6, Paint(mix(cloth.dark, SHADE, 0.1)), "flat")
    c.fill(outline, cloth, "round")
    for x in (30, 43.6, 57.2):
        stripe = curve((x, 26), (x - 0.6, 40), (x - 0.8, 54), (x - 0.6, 68), (x, 82.6))
        c.tint(stripe + [(px + 5.2, py) for px, py in reversed(stripe)], mix(body.base, WHITE, 0.35), 0.6)
        c.tint([(px + 6.4, py) for px, py in stripe] + [(px + 7.2, py) for px, py in reversed(stripe)], WHITE, 0.4)
    c.tint(
        curve((24, 76), (40, 80), (60, 80), (77, 74), (78, 82), (50, 82), (22, 82), closed=True), SHADE, 0.18, blur=2.4
    )
    c.tint(curve((26, 30), (38, 29), (46, 34), (36, 46), (27, 44), closed=True), WHITE, 0.22, blur=3)
    for x, y, dx, dy in ((22, 26, 7, 6), (78, 26, -7, 6), (22, 82, 7, -6), (78, 82, -7, -6)):
        c.tint(polygon((x, y), (x + dx, y + dy * 0.7), (x + dx * 1.2, y + dy * 1.1)), SHADE, 0.2, blur=0.6)


def towel(c: Canvas, body: Paint, accent: Paint) -> None:
    """On a rail, a smaller one over it."""
    c.room(100)
    c.lift(rect(10, 17, 80, 2.6, 1.3), 2)
    for x in (12, 86):
        c.fill(rect(x, 13.6, 3, 9, 1.2), STEEL)
    c.fill(rect(10, 17, 80, 2.8, 1.4), STEEL, "down")
    for x, y, width, height, paint in (
        (24, 16, 46, 66, Paint(mix(body.base, WHITE, 0.3), body.texture, 0.14)),
        (46, 16, 26, 42, dyed(body, accent)),
    ):
        sheet = curve((x, y + 3), (x + 1.4, y), (x + width - 1.4, y), (x + width, y + 3))
        sheet += [(x + width + 0.6, y + height), (x + width * 0.6, y + height + 0.8), (x - 0.6, y + height)]
        c.lift(sheet, 2, 0.3)
        c.fill(sheet, paint, "across")
        stripes = ((height - 12, 3), (height - 7.6, 1.2)) if x == 24 else ((height - 8, 2.2),)
        for place, thick in stripes:
            tone = accent.base if x == 24 else WHITE
            c.tint(rect(x - 0.4, y + place, width + 0.8, thick), tone, 0.8 if x == 24 else 0.6)
        c.tint(rect(x, y + 3.4, width, 1.4), SHADE, 0.14, blur=0.5)
        for share in (0.3, 0.72):
            fold = x + width * share
            c.tint(
                polygon((fold, y + 3), (fold + 2, y + 3), (fold + 1, y + height), (fold - 1, y + height)),
                SHADE,
                0.13,
                blur=0.6,
            )
        for n in range(int(width / 1.2)):
            c.stroke([(x + n * 1.2 + 0.4, y + height), (x + n * 1.2 + 0.4, y + height + 2)], 0.5, paint, "flat")


def tablecloth(c: Canvas, body: Paint, accent: Paint) -> None:
    """On a set table, falling in folds."""
    cloth = dyed(body, accent)
    c.room(86)
    c.shadow(50, 94, 36, 2)
    for x in (18, 79):
        c.fill(rect(x, 76, 3.6, 18, 0.8), OAK)
    top = polygon((20, 44), (80, 44), (92, 56), (8, 56))
    skirt = curve(
        (8, 56),
        (7.6, 70),
        (10, 78),
        (18, 75),
        (27, 79),
        (37, 75.6),
        (48, 79.4),
        (59, 75.6),
        (70, 79),
        (80, 75.4),
        (90, 78),
        (92.4, 70),
        (92, 56),
    )
    c.fill(skirt, cloth, "down")
    for n, x in enumerate((14, 23, 33, 43, 53, 64, 75, 85)):
        c.tint(polygon((x, 57), (x + 1.4, 57), (x + 3, 77), (x - 1.4, 77)), SHADE if n % 2 else WHITE, 0.17, blur=0.8)
    c.fill(top, Paint(mix(cloth.base, WHITE, 0.2), cloth.texture, 0.1), "down")
    for share in (0.16, 0.84):
        x1, x2 = 20 + 60 * share, 8 + 84 * share
        c.tint(polygon((x1, 44), (x1 + 2, 44), (x2 + 2.6, 56), (x2, 56)), WHITE, 0.5)
    c.tint(polygon((8.6, 70.6), (91.6, 70.6), (91.4, 72.4), (8.9, 72.4)), WHITE, 0.5)
    c.shadow(50, 50.6, 9, 1.6, 0.3)
    c.fill(turned(50, (3, 26), (2.4, 33), (6.6, 40), (7.4, 46), (5, 51)), Paint((238, 232, 222)))
    for degrees, x, y in ((-18, 46, 20), (6, 50, 15), (24, 55, 20)):
        c.stroke([(50, 28), (x, y)], 0.5, Paint((104, 124, 84)), "flat")
        c.fill(ellipse(x, y, 3), Paint((224, 178, 96) if degrees else (214, 120, 90)), "round")
        c.fill(ellipse(x, y, 1), Paint((150, 96, 52)), "flat")
    for x in (26, 74):
        c.fill(ellipse(x, 51, 9, 2.4), Paint((246, 243, 238)), "across")
        c.fill(ellipse(x, 50.8, 6, 1.4), Paint((228, 223, 214)), "across")


def rug(c: Canvas, body: Paint, accent: Paint) -> None:
    """From above, on a wooden floor."""
    c.room(100)
    for row in range(10):
        c.fill(
            rect(0, row * 10, 100, 9.8),
            Paint(mix((186, 150, 112), OAK.base, 0.3 + 0.06 * (row * 7 % 5)), OAK.texture, 0.1),
            "down",
        )
        x = (row * 37) % 100
        c.tint(rect(x, row * 10, 0.4, 9.8), SHADE, 0.35)
    cloth = dyed(body, accent)
    pale = Paint(mix(body.base, WHITE, 0.3), body.texture, 0.1)
    area = rect(22, 12, 56, 76)
    c.lift(area, 1.2, 0.4)
    for n in range(29):
        for y1, y2 in ((12, 7.4), (88, 92.6)):
            c.stroke([(22.8 + n * 1.95, y1), (22.8 + n * 1.95 + (0.4 if n % 2 else -0.3), y2)], 0.6, pale, "flat")
    c.fill(area, cloth, "across")
    for y, height in ((15, 1.4), (18, 4), (24, 1.4), (74.6, 1.4), (78, 4), (83.6, 1.4)):
        c.tint(rect(22, y, 56, height), pale.base, 0.85)
    for row in range(5):
        for column in range(3):
            x, y = 31.4 + column * 18.6, 32 + row * 9
            c.tint(polygon((x, y - 4.2), (x + 7, y), (x, y + 4.2), (x - 7, y)), pale.base, 0.8)
            c.tint(polygon((x, y - 2.2), (x + 3.6, y), (x, y + 2.2), (x - 3.6, y)), mix(cloth.dark, SHADE, 0.1), 0.8)
    seam(c, [(23, 13), (77, 13)], pale)
    seam(c, [(23, 87), (77, 87)], pale)
