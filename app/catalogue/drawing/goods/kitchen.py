"""Pans, boards and kettles."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import STEEL, dyed, knob, steam
from catalogue.drawing.palettes import SHADE, WHITE, Paint
from catalogue.drawing.paths import arc, curve, ellipse, polygon, rect, rotated, turned


def saucepan(c: Canvas, body: Paint, accent: Paint) -> None:
    """With its lid on, the long handle to the right."""
    c.room(74)
    c.shadow(43, 82.5, 25, 2.2)
    c.stroke([(66, 55), (76, 52.6)], 2.6, STEEL)
    c.stroke([(75, 52.8), (95, 48)], 4.2, accent)
    c.stroke([(77, 51.4), (92, 47.9)], 0.7, Paint(accent.light), "flat")
    c.stroke(arc(16.5, 57, 4.5, 4.5, pi / 2, 3 * pi / 2), 2.2, STEEL)
    sides = curve((18.5, 51), (18.7, 66), (19.6, 78), (23, 82.6)) + curve(
        (63, 82.6), (66.4, 78), (67.3, 66), (67.5, 51)
    )
    c.fill(sides, body)
    c.tint(rect(18.5, 51, 49, 1.8), SHADE, 0.22)
    c.shine(polygon((23, 55), (26.5, 55), (27.6, 78), (25, 76)), 0.35)
    lid = curve((16.5, 51), (20, 47.2), (31, 43.6), (43, 42.6), (55, 43.6), (66, 47.2), (69.5, 51))
    c.fill(lid, body)
    c.fill(rect(16, 50, 54, 2.2, 1.1), body)
    c.shine(curve((24, 48), (32, 45.2), (40, 44.4), (40, 45.4), (32, 46.4), closed=True), 0.5)
    c.fill(rect(40.6, 38.6, 4.8, 4.6, 1), STEEL)
    c.fill(ellipse(43, 37.4, 4.6, 3), accent, "round")
    steam(c, 60, 40)


def chopping_board(c: Canvas, body: Paint, accent: Paint) -> None:
    """Leaning on the wall, with a loop to hang it by; half a lemon before it."""
    c.room(76)
    c.shadow(47, 85, 23, 2)
    c.lift(rotated(rect(26, 20, 42, 65, 7), 3, 47, 50), 1.6, 0.3)
    board = rotated(rect(26, 20, 42, 65, 7), 3, 47, 50)
    c.fill(board, body, "down")
    c.shine(rotated(rect(27.2, 21.2, 0.9, 60, 0.4), 3, 47, 50), 0.4)
    hole = rotated(ellipse(47, 28, 3.6), 3, 47, 50)
    c.tint(hole, SHADE, 0.6)
    c.stroke(curve((48.4, 27), (45.6, 18), (49.6, 9.5), (53, 18), (49.6, 27)), 1.3, accent)
    groove = rotated(rect(30.4, 35, 33.2, 45.6, 4), 3, 47, 50)
    c.stroke([*groove, groove[0]], 0.8, Paint(body.dark), "flat")
    c.stroke([(x + 0.4, y + 0.5) for x, y in (*groove, groove[0])], 0.3, Paint(body.light), "flat")
    c.shadow(77, 86.5, 8, 1.4)
    c.fill(ellipse(77, 79.4, 8.6, 7.6), Paint((232, 190, 70)), "round")
    c.fill(ellipse(75.6, 79.6, 7, 6.6), Paint((252, 236, 170)), "flat")
    for n in range(8):
        wedge = arc(75.6, 79.6, 5.6, 5.2, n * pi / 4 + 0.12, (n + 1) * pi / 4 - 0.12, 6)
        c.fill([(75.6, 79.6), *wedge], Paint((244, 208, 96)), "round")


def kettle(c: Canvas, body: Paint, accent: Paint) -> None:
    """Round, with an arched handle and the spout to the right."""
    c.room(74)
    c.shadow(48, 82.5, 24, 2.2)
    c.stroke(arc(46, 48, 20, 23, pi * 1.04, pi * 1.96), 3.6, accent)
    c.stroke(arc(46, 48, 20, 23, pi * 1.2, pi * 1.45), 0.7, Paint(accent.light), "flat")
    spout = curve((64, 62), (73, 57), (80, 45.5), (84.5, 44.6), (86, 47), (80, 60), (70, 72), closed=True)
    c.fill(spout, body)
    c.tint(ellipse(85, 45.8, 2, 1.3), SHADE, 0.5)
    c.fill(turned(46, (8, 46), (19, 49.5), (25.4, 60), (26.6, 70), (24, 79), (20.5, 82.4)), body)
    c.shine(curve((27, 56), (30, 53), (29, 64), (27.6, 74), (24.6, 67), closed=True), 0.45)
    c.fill(ellipse(46, 47, 11, 2.9), body)
    c.fill(turned(46, (3, 40.8), (8, 43), (10.4, 46.6)), body)
    knob(c, 46, 39.4, 2.8, accent)
    steam(c, 88, 40)


def colander(c: Canvas, body: Paint, accent: Paint) -> None:
    """On three feet, tomatoes in it."""
    c.room(74)
    c.shadow(50, 84, 24, 2.2)
    for x in (34, 50, 66):
        c.fill(rect(x - 1.6, 76, 3.2, 8, 1.5), accent)
    for x, y, radius in ((38, 47, 7.4), (52, 44.5, 8.4), (64, 47.6, 7)):
        c.fill(ellipse(x, y, radius), Paint((204, 74, 52)), "round")
        c.shine(ellipse(x - 2.6, y - 2.8, 1.4), 0.5)
        for degrees in (-60, 0, 60):
            c.fill(
                rotated(ellipse(x, y - radius + 0.2, 0.8, 2), degrees, x, y - radius + 1.6),
                Paint((86, 120, 66)),
                "flat",
            )
    for x in (17.5, 82.5):
        c.stroke(arc(x, 53.4, 5.4, 3.6, 0, 2 * pi), 1.9, accent)
    c.fill(arc(50, 51, 31, 28.5, 0, pi), body)
    c.fill(rect(18, 48.8, 64, 4.6, 2.2), accent)
    c.shine(rect(20, 49.5, 40, 0.8, 0.4), 0.4)
    for row, (y, reach) in enumerate(((58.5, 25), (63.8, 22), (69, 17.5), (74, 11.5))):
        number = int(reach // 3.1)
        for n in range(-number, number + 1):
            x = 50 + n * 5.6 / 2 * 1.08 + (1.5 if row % 2 else 0)
            if abs(x - 50) < reach and n % 1 == 0:
                c.tint(ellipse(x, y, 0.95, 1), SHADE, 0.55)
    c.shine(curve((24, 57), (26.6, 57), (31, 68), (28.6, 67), closed=True), 0.4)


def ladle(c: Canvas, body: Paint, accent: Paint) -> None:
    """Hanging from a rail beside a cloth."""
    c.room(100)
    c.lift(rect(8, 16, 84, 3, 1.5), 1.5)
    cloth = polygon((63, 18), (83, 18), (82, 62), (74, 60), (64, 63))
    c.lift(cloth, 1.6, 0.25)
    c.fill(cloth, dyed(Paint((240, 234, 224)), accent))
    for y in (52, 55):
        c.tint(polygon((63.8, y + 2), (82.2, y), (82.2, y + 1.2), (63.8, y + 3.2)), WHITE, 0.6)
    c.tint(polygon((70, 18), (72.6, 18), (71.6, 60), (70, 60)), SHADE, 0.14, blur=0.5)
    c.fill(rect(8, 15.6, 84, 3, 1.5), STEEL, "down")
    c.lift(rect(36.6, 22, 3.2, 44, 1.5), 2, 0.26)
    c.stroke(curve((38, 26), (38, 20.5), (40.6, 15.6), (42.4, 18)), 1, STEEL)
    c.stroke([(38, 26), (38, 70)], 2.9, body)
    c.stroke([(38, 27), (38, 46)], 4.4, accent)
    c.tint(ellipse(38, 27.6, 0.9), SHADE, 0.6)
    c.lift(ellipse(38, 77, 13, 9), 2, 0.3)
    c.fill(arc(38, 73, 13, 13.6, 0, pi), body)
    c.fill(ellipse(38, 73, 13, 4), body)
    c.tint(ellipse(38, 73.4, 11.4, 2.9), SHADE, 0.42)
    c.shine(curve((28.6, 77), (31, 77.6), (34, 84), (31.6, 82.6), closed=True), 0.45)
