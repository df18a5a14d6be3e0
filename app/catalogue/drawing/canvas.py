"""Shapes with light and shade on a square picture."""

import random
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

from catalogue.drawing.palettes import SHADE, WHITE, Colour, Paint, Texture, mix
from catalogue.drawing.paths import Path, ellipse, moved, rect
from catalogue.drawing.textures import draw_texture

#: pixels a side; twice the largest picture that is kept, so that edges come out smooth
SIZE = 1920
UNIT = SIZE / 100
#: shadows are soft: they are drawn this many times smaller
SHADOW_SCALE = 8

type Light = Literal["across", "down", "round", "flat"]


class Canvas:
    """Everything is drawn back to front, in the units of `paths`."""

    def __init__(self, wall: Colour, table: Colour, seed: str) -> None:
        self.image = Image.new("RGB", (SIZE, SIZE), wall)
        self.wall, self.table = wall, table
        self.random = random.Random(seed)  # noqa: S311  (grain, not secrets)

    def room(self, horizon: float) -> None:
        """A wall with window light on it, and a table from `horizon` down."""
        self._gradient(rect(0, 0, 100, 100), mix(self.wall, WHITE, 0.22), mix(self.wall, SHADE, 0.06), "down")
        self._glow([(8, 0), (46, 0), (84, horizon), (40, horizon)], 60, 2.5)
        if horizon < 100:
            self._gradient(rect(0, horizon, 100, 100 - horizon), self.table, mix(self.table, WHITE, 0.2), "down")
            self._gradient(rect(0, horizon, 100, 0.5), mix(self.table, SHADE, 0.18), self.table, "down")

    def fill(self, path: Path, paint: Paint, light: Light = "across", *, texture: bool = True) -> None:
        """A shape, lit from the left (`across`, for round things), from above (`down`), in the middle or not at all."""
        box = _box(path)
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        surface = _shaded(size, paint, light)
        if texture and paint.texture is not Texture.PLAIN:
            draw_texture(surface, paint, self.random)
        mask = _mask(path, box)
        if paint.clear:
            mask = mask.point(lambda value: round(value * (1 - paint.clear)))
        self.image.paste(surface, box[:2], mask)

    def stroke(self, path: Path, width: float, paint: Paint, light: Light = "across") -> None:
        """A line of this width with round ends."""
        half = width / 2
        xs, ys = [x for x, _ in path], [y for _, y in path]
        box = _box([(min(xs) - half, min(ys) - half), (max(xs) + half, max(ys) + half)])
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        draw = ImageDraw.Draw(mask)
        points = [(x * UNIT - box[0], y * UNIT - box[1]) for x, y in path]
        draw.line(points, fill=255, width=max(1, round(width * UNIT)), joint="curve")
        for x, y in (points[0], points[-1]):
            radius = width * UNIT / 2
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        self.image.paste(_shaded(mask.size, paint, light), box[:2], mask)

    def shadow(self, cx: float, y: float, rx: float, ry: float = 1.6, strength: float = 0.42) -> None:
        """Where something stands: a dark touch beneath it, and a long soft one away from the light."""
        self._dark(ellipse(cx + rx * 0.28, y + ry * 0.3, rx * 1.3, ry * 1.9), strength * 0.55, 2.2)
        self._dark(ellipse(cx + rx * 0.06, y, rx * 1.02, ry), strength, 0.8)

    def lift(self, path: Path, height: float = 2.0, strength: float = 0.34) -> None:
        """The shadow of something flat that lies on, or hangs before, what is behind it."""
        self._dark(moved(path, height * 0.8, height), strength, height * 0.7)

    def shine(self, path: Path, strength: float = 0.5) -> None:
        """A reflection."""
        self._blend(path, WHITE, strength, blur=0)

    def tint(self, path: Path, colour: Colour = SHADE, strength: float = 0.2, blur: float = 0) -> None:
        """A shape seen through: a shade, a pattern, a fold."""
        self._blend(path, colour, strength, blur)

    def _glow(self, path: Path, strength: int, blur: float) -> None:
        self._blend(path, WHITE, strength / 255, blur)

    def _dark(self, path: Path, strength: float, blur: float) -> None:
        self._blend(path, SHADE, strength, blur)

    def _blend(self, path: Path, colour: Colour, strength: float, blur: float) -> None:
        """`blur` is in units; blurred shapes are drawn small, which nobody sees and which is sixty times less work."""
        box = _box(path, margin=3 * blur)
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        if blur:
            small = (max(1, size[0] // SHADOW_SCALE), max(1, size[1] // SHADOW_SCALE))
            mask = Image.new("L", small, 0)
            points = [((x * UNIT - box[0]) / SHADOW_SCALE, (y * UNIT - box[1]) / SHADOW_SCALE) for x, y in path]
            ImageDraw.Draw(mask).polygon(points, fill=round(255 * strength))
            mask = mask.filter(ImageFilter.GaussianBlur(blur * UNIT / SHADOW_SCALE)).resize(
                size, Image.Resampling.BILINEAR
            )
        else:
            mask = _mask(path, box).point(lambda value: round(value * strength))
        self.image.paste(colour, box, mask)

    def _gradient(self, path: Path, start: Colour, end: Colour, light: Light) -> None:
        box = _box(path)
        if box is not None:
            ramp = _ramp([start, end], light == "down")
            self.image.paste(ramp.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR), box[:2])


def _box(path: Path, margin: float = 0) -> tuple[int, int, int, int] | None:
    """The pixels that a path covers, cut at the picture's edge; None where that leaves none."""
    xs, ys = [x for x, _ in path], [y for _, y in path]
    left, top = (max(0, int((low - margin) * UNIT)) for low in (min(xs), min(ys)))
    right, bottom = (min(SIZE, int((high + margin) * UNIT) + 1) for high in (max(xs), max(ys)))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _mask(path: Path, box: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
    ImageDraw.Draw(mask).polygon([(x * UNIT - box[0], y * UNIT - box[1]) for x, y in path], fill=255)
    return mask


def _shaded(size: tuple[int, int], paint: Paint, light: Light) -> Image.Image:
    """A surface without its outline."""
    if light == "flat":
        return Image.new("RGB", size, paint.base)
    if light == "round":
        # Lit at the upper left: the middle of the gradient is moved there.
        index = Image.radial_gradient("L").crop((40, 50, 256, 256)).resize(size, Image.Resampling.BILINEAR)
        ramp = _ramp([paint.light, paint.base, paint.dark], vertical=False, steps=256)
        channels = [index.point(list(channel.get_flattened_data())) for channel in ramp.split()]
        return Image.merge("RGB", channels)
    stops = [mix(paint.base, paint.light, 0.45), paint.light, paint.base, paint.base, paint.dark]
    if light == "down":
        stops = [paint.light, paint.base, paint.base, paint.dark]
    return _ramp(stops, light == "down").resize(size, Image.Resampling.BILINEAR)


def _ramp(stops: list[Colour], vertical: bool, steps: int = 64) -> Image.Image:
    """Colours in between the stops, `steps` of them in a row or a column."""
    pieces = len(stops) - 1
    colours = []
    for step in range(steps):
        place = step / (steps - 1) * pieces
        piece = min(int(place), pieces - 1)
        colours.append(mix(stops[piece], stops[piece + 1], place - piece))
    ramp = Image.new("RGB", (1, steps) if vertical else (steps, 1))
    ramp.putdata(colours)
    return ramp
