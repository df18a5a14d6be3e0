"""Make a product's picture: drawn from its slug, so that the same product always looks the same."""

import hashlib
import io
from colorsys import hls_to_rgb

from PIL import Image, ImageDraw, ImageFilter

#: pixels; the widest place on the page shows 640, times 1.25 for dense screens
SIZE = 800
WEBP_QUALITY = 80


def draw_picture(slug: str) -> bytes:
    """A square WebP of soft overlapping shapes."""
    digest = hashlib.sha256(slug.encode()).digest()
    hue = digest[0] / 256
    image = Image.new("RGB", (SIZE, SIZE), _colour(hue, 0.90))
    draw = ImageDraw.Draw(image, "RGBA")
    for index in range(6):
        x, y, radius, shift = digest[1 + 4 * index : 5 + 4 * index]
        size = 90 + radius
        left, top = x * SIZE // 256 - size, y * SIZE // 256 - size
        colour = (*_colour((hue + shift / 1280) % 1, 0.45 + index * 0.06), 150)
        if shift % 2:
            draw.ellipse((left, top, left + 2 * size, top + 2 * size), fill=colour)
        else:
            draw.rounded_rectangle((left, top, left + 2 * size, top + 2 * size), radius=size // 3, fill=colour)
    file = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(2)).save(file, "WEBP", quality=WEBP_QUALITY, method=4)
    return file.getvalue()


def _colour(hue: float, lightness: float) -> tuple[int, int, int]:
    red, green, blue = hls_to_rgb(hue, lightness, 0.55)
    return round(red * 255), round(green * 255), round(blue * 255)
