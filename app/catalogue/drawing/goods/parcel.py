"""What stands for a good that nobody has drawn yet."""

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.palettes import SHADE, WHITE, Paint
from catalogue.drawing.paths import curve, polygon, rect


def parcel(c: Canvas, body: Paint, accent: Paint) -> None:
    """A box with a ribbon around it."""
    card = Paint((201, 168, 124), contrast=0.2)
    c.room(74)
    c.shadow(50, 87, 30, 2.4)
    c.fill(rect(22, 46, 56, 41, 1), card)
    c.fill(rect(18, 36, 64, 13, 1.4), Paint((214, 182, 138), contrast=0.2), "down")
    c.tint(rect(22, 49, 56, 2), SHADE, 0.22, blur=0.4)
    c.fill(rect(44, 36, 12, 51), accent, "across")
    c.tint(rect(44, 49, 12, 1.6), SHADE, 0.2)
    for side in (-1, 1):
        bow = curve(
            (50, 36), (50 + side * 8, 24), (50 + side * 20, 22), (50 + side * 18, 32), (50 + side * 8, 36), closed=True
        )
        c.fill(bow, accent, "down")
        c.tint(
            curve((50, 35), (50 + side * 9, 28), (50 + side * 16, 27), (50 + side * 12, 32), closed=True), SHADE, 0.2
        )
    c.fill(rect(45.6, 30.6, 8.8, 7.6, 2.6), accent, "across")
    c.fill(polygon((62, 62), (72, 60), (73, 74), (63, 75)), Paint((248, 243, 232), contrast=0.06), "down")
    c.stroke([(62.6, 63), (57, 58)], 0.4, Paint(WHITE), "flat")
    for y in (65, 68, 71):
        c.tint(polygon((64, y), (71, y - 0.6), (71, y - 0.1), (64, y + 0.5)), SHADE, 0.4)
