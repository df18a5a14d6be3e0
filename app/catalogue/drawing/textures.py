"""Grain, weave and brush marks: thin lines a little lighter or darker than the surface."""

import random
from math import sin

from PIL import Image, ImageDraw

from catalogue.drawing.palettes import Paint, Texture, mix


def draw_texture(surface: Image.Image, paint: Paint, rng: random.Random) -> None:
    """Draw the paint's texture over a surface; lines follow its longer side."""
    draw = ImageDraw.Draw(surface, "RGBA")
    match paint.texture:
        case Texture.WOOD:
            _wood(draw, surface.size, paint, rng)
        case Texture.BRUSHED:
            _brushed(draw, surface.size, rng)
        case Texture.WOVEN:
            _lines(draw, surface.size, paint, gap=13, both=True)
        case Texture.KNITTED:
            _lines(draw, surface.size, paint, gap=24, both=False)
        case Texture.SPECKLED:
            _speckles(draw, surface.size, paint, rng)
        case Texture.CLEAR:
            draw.rectangle((surface.width * 0.12, 0, surface.width * 0.2, surface.height), fill=(255, 255, 255, 120))


def _wood(draw: ImageDraw.ImageDraw, size: tuple[int, int], paint: Paint, rng: random.Random) -> None:
    width, height = size
    lying = width >= height
    length, breadth = (width, height) if lying else (height, width)
    for _ in range(max(4, breadth // 16)):
        place, wave, phase = rng.uniform(-10, breadth + 10), rng.uniform(1, 9), rng.uniform(0, 6)
        shade = (*paint.dark, rng.randint(18, 62))
        points = []
        for step in range(0, length + 60, 60):
            across = place + wave * sin(phase + step / rng.uniform(190, 210))
            points.append((step, across) if lying else (across, step))
        draw.line(points, fill=shade, width=rng.choice((2, 3, 5)))


def _brushed(draw: ImageDraw.ImageDraw, size: tuple[int, int], rng: random.Random) -> None:
    width, height = size
    for _ in range(height // 9):
        y = rng.randrange(height)
        start = rng.uniform(-0.3, 0.7) * width
        light = rng.random() < 0.5
        draw.line(
            [(start, y), (start + width * rng.uniform(0.2, 0.8), y)],
            fill=(255, 255, 255, 26) if light else (40, 30, 26, 16),
            width=2,
        )


def _lines(draw: ImageDraw.ImageDraw, size: tuple[int, int], paint: Paint, *, gap: int, both: bool) -> None:
    width, height = size
    for x in range(0, width, gap):
        draw.line([(x, 0), (x, height)], fill=(*paint.dark, 44), width=max(2, gap // 5))
    if both:
        for y in range(0, height, gap):
            draw.line([(0, y), (width, y)], fill=(*paint.light, 60), width=3)
    else:
        for y in range(0, height, gap):
            for x in range(-gap, width, gap):
                draw.line([(x, y), (x + gap // 2, y + gap // 2), (x + gap, y)], fill=(*paint.light, 70), width=4)


def _speckles(draw: ImageDraw.ImageDraw, size: tuple[int, int], paint: Paint, rng: random.Random) -> None:
    width, height = size
    tones = [(*mix(paint.dark, (20, 20, 20), 0.4), 90), (*paint.light, 90)]
    for _ in range(width * height // 1_600):
        x, y, radius = rng.randrange(width), rng.randrange(height), rng.uniform(1, 3.2)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.choice(tones))
