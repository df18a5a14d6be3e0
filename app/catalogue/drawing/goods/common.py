"""Surfaces and small parts that several goods share."""

from collections.abc import Callable
from dataclasses import replace
from math import pi

from catalogue.drawing.canvas import Canvas
from catalogue.drawing.palettes import COLOURS, MATERIALS, SHADE, WHITE, Paint, mix
from catalogue.drawing.paths import Path, arc, curve, ellipse, rect, rotated

#: draws a good with its material and its colour
type Drawing = Callable[[Canvas, Paint, Paint], None]

STEEL = MATERIALS["Steel"]
BRASS = MATERIALS["Brass"]
OAK = MATERIALS["Oak"]
LEATHER = MATERIALS["Leather"]
PAPER = MATERIALS["Paper"]
RUBBER = Paint((52, 48, 46), contrast=0.2)
SOIL = Paint((88, 66, 52))
LEAF = Paint((94, 122, 76))
LEAF_DEEP = Paint((70, 100, 66))
FLAME = Paint((246, 184, 74))
#: where a page or a wall is drawn on
INK_LINE = mix(SHADE, WHITE, 0.25)


def dyed(body: Paint, accent: Paint) -> Paint:
    """Cloth, leather or paper of the material, in the colour."""
    return replace(body, base=mix(body.base, accent.base, 0.82))


def opening(c: Canvas, cx: float, y: float, rx: float, ry: float, paint: Paint, rim: float = 0.9) -> None:
    """The mouth of something hollow and round: its rim, and the dark inside of the far wall."""
    c.fill(ellipse(cx, y, rx, ry), Paint(paint.light, contrast=0.12), "across", texture=False)
    inside = ellipse(cx, y + rim * 0.15, rx - rim, ry - rim * 0.55)
    c.fill(inside, Paint(mix(paint.base, SHADE, 0.34), contrast=0.2), "down", texture=False)


def seam(c: Canvas, path: Path, paint: Paint, *, stitch: float = 1.3, width: float = 0.35) -> None:
    """Stitches along a path."""
    for start in range(0, len(path) - 1, 2):
        (x1, y1), (x2, y2) = path[start], path[start + 1]
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 0.01)
        pieces = max(1, round(length / stitch / 2))
        for n in range(pieces):
            a, b = n / pieces, (n + 0.55) / pieces
            c.stroke(
                [(x1 + (x2 - x1) * a, y1 + (y2 - y1) * a), (x1 + (x2 - x1) * b, y1 + (y2 - y1) * b)],
                width,
                paint,
                "flat",
            )


def stitched(c: Canvas, x: float, y: float, width: float, height: float, paint: Paint) -> None:
    """A rectangle of stitches."""
    for line in (
        [(x, y), (x + width, y)],
        [(x + width, y), (x + width, y + height)],
        [(x + width, y + height), (x, y + height)],
        [(x, y + height), (x, y)],
    ):
        seam(c, line, paint)


def buckle(c: Canvas, x: float, y: float, width: float = 4, height: float = 4.6) -> None:
    """A brass frame with its pin, around the upper left corner."""
    c.fill(rect(x, y, width, height, 0.9), BRASS, "across", texture=False)
    c.tint(rect(x + 0.9, y + 0.9, width - 1.8, height - 1.8, 0.3), SHADE, 0.45)
    c.stroke([(x + width / 2, y + 0.5), (x + width / 2, y + height - 0.6)], 0.55, BRASS, "flat")


def leaf(c: Canvas, x: float, y: float, length: float, width: float, degrees: float, paint: Paint) -> None:
    """A leaf that grows from a point; 0 degrees points up."""
    outline = curve(
        (x, y), (x - width / 2, y - length * 0.45), (x, y - length), (x + width / 2, y - length * 0.45), closed=True
    )
    c.fill(rotated(outline, degrees, x, y), paint, "across", texture=False)
    c.stroke(rotated([(x, y), (x, y - length * 0.9)], degrees, x, y), 0.3, Paint(paint.light), "flat")


def steam(c: Canvas, x: float, y: float) -> None:
    """Something here is hot."""
    for dx, height in ((-3.5, 10), (0.5, 14), (4.5, 9)):
        wave = curve(
            (x + dx, y), (x + dx - 1.8, y - height * 0.35), (x + dx + 1.6, y - height * 0.7), (x + dx, y - height)
        )
        width = 1.1
        band = wave + [(px + width, py) for px, py in reversed(wave)]
        c.tint(band, WHITE, 0.5, blur=0.5)


def disc(c: Canvas, cx: float, y: float, rx: float, ry: float, thick: float, paint: Paint) -> None:
    """A round board from a little above: its edge and, at height `y`, its top."""
    edge = Paint(mix(paint.base, SHADE, 0.12), paint.texture, paint.contrast)
    c.fill([*arc(cx, y, rx, ry, pi, 2 * pi), *arc(cx, y + thick, rx, ry, 0, pi)], edge)
    c.fill(ellipse(cx, y, rx, ry), paint, "across")


def knob(c: Canvas, cx: float, cy: float, radius: float, paint: Paint) -> None:
    """A ball, or a turned knob seen from the front."""
    c.fill(ellipse(cx, cy, radius), paint, "round")
    c.shine(ellipse(cx - radius * 0.35, cy - radius * 0.4, radius * 0.22), 0.55)


def loop(cx: float, cy: float, rx: float, ry: float) -> Path:
    """Half a ring, open below: handles of bags."""
    return arc(cx, cy, rx, ry, pi, 2 * pi)


def colour(name: str) -> Paint:
    """A colour by its name, for what lies beside the good."""
    return COLOURS[name]
