"""The steps that change a picture: bytes in, bytes out, and the same bytes for the same ones.

Each holds one picture of at most KEPT_SIDE pixels a side: some 15 MB.
"""

import io

from PIL import Image, ImageDraw, ImageFont, ImageOps

from catalogue import pictures

#: behind what a picture lets through
GROUND = (255, 255, 255)
#: what is written into the corner
MARK = "Rushhour"
#: of the picture's side: height of the letters, and their distance from the edge
MARK_HEIGHT, MARK_DISTANCE = 1 / 28, 1 / 40
#: white letters with a dark rim can be read on any ground; of 255
MARK_FILL, MARK_RIM = (255, 255, 255, 165), (20, 20, 20, 110)


def square(content: bytes) -> bytes:
    """The middle square on white, as wide as the widest file, without loss."""
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    ground = Image.new("RGBA", image.size, GROUND)
    flat = Image.alpha_composite(ground, image).convert("RGB")
    side = max(pictures.WIDTHS)
    return _png(ImageOps.fit(flat, (side, side), Image.Resampling.LANCZOS))


def watermark(content: bytes) -> bytes:
    """The shop's name in the lower right corner."""
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    side = image.width
    letters = Image.new("RGBA", image.size, (0, 0, 0, 0))
    corner = side - round(side * MARK_DISTANCE)
    ImageDraw.Draw(letters).text(
        (corner, corner),
        MARK,
        font=ImageFont.load_default(side * MARK_HEIGHT),
        anchor="rs",
        fill=MARK_FILL,
        stroke_width=max(1, side // 480),
        stroke_fill=MARK_RIM,
    )
    return _png(Image.alpha_composite(image, letters).convert("RGB"))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
