"""Lamps, and the light they give."""

from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.goods.common import FLAME, PAPER, STEEL, knob
from catalogue.drawing.palettes import SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import arc, cone, curve, ellipse, polygon, rect, rotated, turned

WARM = (255, 226, 160)


def desk_lamp(c: Canvas, body: Paint, accent: Paint) -> None:
    """Two arms and a shade, over an open book."""
    c.room(76)
    c.tint(polygon((57, 43), (77, 37), (96, 82), (44, 82)), WARM, 0.34, blur=2)
    c.shadow(30, 85.5, 15, 1.8)
    c.shadow(72, 86, 16, 1.2, 0.3)
    c.fill(
        [*curve((56, 84), (64, 81), (72, 84), (80, 81), (88, 84)), (88, 86.4), (72, 87), (56, 86.4)], PAPER, "across"
    )
    c.tint([*curve((70, 83.6), (72, 84), (74, 83.6)), (72.8, 86.6), (71.2, 86.6)], SHADE, 0.3, blur=0.4)
    c.fill(polygon((55, 86), (72, 86.8), (89, 86), (89, 87.6), (55, 87.6)), accent)
    c.fill(ellipse(30, 84, 15, 3.2), body)
    c.fill(rect(15, 82, 30, 2.6, 1.3), body)
    c.stroke([(30, 82), (20, 50)], 1.9, body)
    c.stroke([(20, 50), (57, 24)], 1.9, body)
    c.stroke([(23, 54), (30, 46)], 0.8, STEEL)
    for x, y in ((30, 81), (20, 50), (57, 24)):
        knob(c, x, y, 2.2, accent)
    shade = rotated(curve((52, 44), (53.4, 34), (58, 27), (63.6, 23.4), (69, 27), (73.6, 34), (75, 44)), -16, 63, 30)
    c.fill(rotated(ellipse(63.4, 44, 11.6, 2.8), -16, 63, 30), Paint(mix(WARM, WHITE, 0.4)), "flat")
    c.fill(shade, accent)
    c.fill(rotated(arc(63.4, 44, 11.6, 2.8, 0, pi), -16, 63, 30), Paint(mix(WARM, WHITE, 0.5)), "flat")
    c.shine(rotated(curve((56, 40), (57.4, 33), (60, 29), (59.6, 40), closed=True), -16, 63, 30), 0.35)


def pendant(c: Canvas, body: Paint, accent: Paint) -> None:
    """Above a table: a globe of glass or paper, or a dome of metal."""
    c.room(86)
    c.stroke([(50, 0), (50, 24)], 0.8, accent)
    if body.contrast < 0.2:
        c.tint(ellipse(50, 48, 36), WARM, 0.55, blur=6)
        c.fill(ellipse(50, 49, 24), Paint(mix(body.base, WARM, 0.25), contrast=0.14), "round")
        if body is not None and body.base == PAPER.base:
            for n in range(-5, 6):
                half = (24**2 - (n * 4.2) ** 2) ** 0.5 if abs(n * 4.2) < 24 else 0
                c.stroke(arc(50, 49 + n * 4.2, half, 1.8, 0, pi), 0.35, Paint(mix(body.dark, WARM, 0.3)), "flat")
        c.tint(ellipse(47, 46, 12), WHITE, 0.55, blur=4)
        c.fill(turned(50, (2.6, 20), (4.4, 22), (5.4, 27)), accent)
    else:
        c.tint(polygon((24, 58), (76, 58), (96, 100), (4, 100)), WARM, 0.42, blur=2.5)
        c.fill(ellipse(50, 58, 28, 4.6), Paint(mix(WARM, WHITE, 0.35)), "flat")
        c.fill(ellipse(50, 57, 6, 5), Paint(WHITE), "flat")
        c.fill(
            curve((22, 58), (24.4, 46), (33, 36), (44, 31), (50, 30), (56, 31), (67, 36), (75.6, 46), (78, 58)), body
        )
        c.fill(arc(50, 58, 28, 4.6, 0, pi), Paint(mix(WARM, WHITE, 0.5)), "flat")
        c.shine(curve((29, 52), (32, 44), (38, 38), (36, 46), (34, 54), closed=True), 0.4)
        c.fill(rect(22, 56.4, 56, 2.6, 1.2), accent)
        c.fill(turned(50, (2.4, 22), (4.6, 25), (5, 31)), accent)
    c.shadow(50, 95, 12, 1.2, 0.25)
    c.fill(curve((38, 90), (42, 95), (50, 96), (58, 95), (62, 90)), Paint((236, 230, 220)), "across")
    c.fill(ellipse(50, 90, 12, 2), Paint((210, 203, 190)), "across")


def lantern(c: Canvas, body: Paint, accent: Paint) -> None:
    """Four posts, glass between them, a candle that burns."""
    c.room(76)
    c.tint(ellipse(50, 58, 34), WARM, 0.4, blur=6)
    c.shadow(50, 86.5, 20, 2)
    c.stroke(arc(50, 20, 8, 9, 0, 2 * pi), 1.5, body)
    c.fill(rect(32, 42, 36, 40), Paint((250, 238, 208), contrast=0.1, clear=0.35), "across")
    c.fill(rect(43, 62, 14, 20, 1), accent.mixed(WHITE, 0.15))
    c.fill(ellipse(50, 62, 7, 1.8), Paint(accent.light), "flat")
    c.stroke([(50, 62), (50, 58.6)], 0.6, Paint((70, 50, 40)), "flat")
    c.tint(ellipse(50, 54, 8, 10), WARM, 0.8, blur=2)
    c.fill(curve((50, 47), (46.8, 54), (47.4, 58.6), (50, 60), (52.6, 58.6), (53.2, 54), closed=True), FLAME, "down")
    c.fill(curve((50, 52), (48.6, 56), (50, 59), (51.4, 56), closed=True), Paint((255, 244, 206)), "flat")
    for x in (30, 46.8, 66.8):
        if x != 46.8:
            c.fill(rect(x, 40, 3.2, 44), body)
    c.stroke([(33, 61), (67, 61)], 0.9, body)
    c.shine(polygon((36, 44), (41, 44), (36, 72), (35, 72)), 0.4)
    c.fill(rect(27, 81, 46, 5.6, 1.4), body)
    c.fill(polygon((26, 41), (38, 30), (62, 30), (74, 41)), body)
    c.fill(rect(25.4, 40, 49.2, 3, 1.4), body)
    c.fill(rect(42, 26, 16, 5, 1.4), body)
    for x in (45, 49.2, 53.4):
        c.tint(rect(x, 27.4, 1.6, 2.4, 0.6), SHADE, 0.6)
    c.shine(polygon((33, 38.6), (41, 31.4), (44, 31.4), (37, 38.6)), 0.3)


def floor_lamp(c: Canvas, body: Paint, accent: Paint) -> None:
    """Three legs and a drum of cloth, beside a plant's leaf."""
    c.room(84)
    c.tint(polygon((34, 38), (68, 38), (88, 90), (14, 90)), WARM, 0.3, blur=3)
    c.tint(polygon((38, 14), (64, 14), (78, 0), (24, 0)), WARM, 0.35, blur=2)
    c.shadow(51, 92, 24, 1.5)
    c.stroke([(51, 48), (53, 88)], 1.7, Paint(body.dark), "across")
    c.stroke([(50, 46), (29, 92)], 2.2, body)
    c.stroke([(52, 46), (74, 92)], 2.2, body)
    c.fill(rect(46.4, 43, 9.2, 5, 1.6), body)
    c.fill(rect(49.9, 36, 2.2, 8), STEEL)
    drum = cone(51, 13, 38, 17, 20)
    c.fill(drum, Paint(mix(accent.base, WARM, 0.22), contrast=0.26))
    c.tint(ellipse(51, 27, 12, 10), WARM, 0.45, blur=4)
    c.fill(ellipse(51, 13, 17, 2.4), Paint(mix(accent.light, WARM, 0.5)), "flat")
    c.fill(arc(51, 38, 20, 2.6, 0, pi), Paint(mix(accent.base, WARM, 0.6)), "flat")
    for y, half in ((14.4, 17.1), (36.4, 19.8)):
        c.tint(rect(51 - half, y, 2 * half, 0.7), SHADE, 0.25)
    c.stroke([(57, 38), (57, 46)], 0.3, Paint((90, 80, 70)), "flat")
    knob(c, 57, 46.6, 0.9, body)
